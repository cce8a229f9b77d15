import type { Details } from '../contract.ts'
import { bestSingleOf, singleCosts } from '../posterior/single.ts'
import { buildProblem, type ProblemOptions } from '../problem.ts'
import { fitProfile, type HydrationParameters, profilesFrom } from './hydration.ts'
import type { Partials } from './partials.ts'

/** So many of the models that fit best with the hydration of the ensemble are given their own. */
const candidates = 20

/**
 * The model that fits best alone where hydration is inferred: with exact profiles at its own best c1 and contrast within their ranges, its best
 * scale, and its best background under the prior that the ensemble has. About the hydration of the ensemble, where profiles are
 * taken as linear, a single model can seem to fit far better than it does, at a c1 that no protein has: chi2 per point of 37 for 206 in
 * one of the tests.
 *
 * O(K N r), and a search over c1 and contrast for each candidate.
 */
export function bestSingleExact(
  partials: Partials[],
  hydration: HydrationParameters,
  fit: Record<'q' | 'intensity' | 'sigma', ArrayLike<number>>,
  { background, errorScale }: Pick<ProblemOptions, 'background' | 'errorScale'>,
): NonNullable<Details['bestSingle']> {
  const [q, intensity, sigma] = [fit.q, fit.intensity, fit.sigma].map(values => Float64Array.from(values))
  const curve = { q: q!, intensity: intensity!, sigma: sigma! }
  // The points are those in use already.
  const options = { background, errorScale, qMax: Number.POSITIVE_INFINITY }
  const problemOf = (models: Partials[], { c1, contrast }: HydrationParameters) =>
    buildProblem(
      { curve, profiles: profilesFrom(models, curve.q, { mode: 'shared', c1, contrast }) },
      options,
    )
  const costs = singleCosts(problemOf(partials, hydration))
  const ranked = [...costs.keys()].sort((a, b) => costs[a]! - costs[b]!)
  // Searched without a background and with one of any size; what fits better with one of the size that it may have is taken.
  const offsets = background === 'none' ? [false] : [false, true]
  const fits = ranked.slice(0, candidates).flatMap(k =>
    offsets.map(offset => {
      const model = partials[k]!
      return bestSingleOf(problemOf([model], fitProfile(model, curve, { offset, qMax: options.qMax })))
    }),
  )
  return fits.reduce((best, each) => (each.chi2PerPoint < best.chi2PerPoint ? each : best))
}
