import { expect, test } from 'bun:test'
import { bestSingleOf } from '#src/ensemble/posterior/single.ts'
import { buildProblem } from '#src/ensemble/problem.ts'
import { bestSingleExact } from '#src/ensemble/saxs/bestSingle.ts'
import { fitProfile, profilesFrom } from '#src/ensemble/saxs/hydration.ts'
import { fitSharedHydration, hydrationNuisance } from '#src/ensemble/saxs/sharedHydration.ts'
import { conformerPartials, measure } from './hydrationReplicas.ts'

const partials = conformerPartials(5)

test('the best single model has exact profiles at its own hydration, within the range and with the background of the ensemble', () => {
  const truth = { weights: [0.5, 0, 0, 0.5, 0], c1: 1.01, contrast: 0.02 }
  const curve = measure(partials, truth, 3)
  for (const background of ['none', 'auto'] as const) {
    const options = { background, errorScale: 'fixed' } as const
    const found = bestSingleExact(partials, truth, curve, options)
    // By a search over c1 and contrast for every model; a background of any size can only fit better.
    const searched = partials.map(
      model => fitProfile(model, curve, { offset: background === 'auto' }).chi2PerPoint,
    )
    const least = Math.min(...searched)
    expect(found.name).toBe(partials[searched.indexOf(least)]!.name)
    expect(found.chi2PerPoint).toBeGreaterThan(least - 1e-6)
    // The prior of the background costs it something.
    expect(found.chi2PerPoint).toBeLessThan(background === 'none' ? least + 1e-6 : 1.2 * least)
    const direct = found.curve.reduce(
      (sum, value, i) => sum + ((curve.intensity[i]! - value) / curve.sigma[i]!) ** 2,
      0,
    )
    expect(direct / curve.q.length).toBeCloseTo(found.chi2PerPoint, 8)
  }
})

test('with the hydration of the ensemble it would fit at a c1 and contrast that it may not have', () => {
  const curve = measure(partials, { weights: [1, 0, 0, 0, 0], c1: 1.05, contrast: 0.03 }, 3)
  const wrong = [partials[1]!]
  const about = fitSharedHydration(partials, curve, {})
  const problem = buildProblem({
    curve,
    profiles: profilesFrom(wrong, curve.q, { mode: 'shared', ...about }),
    nuisance: hydrationNuisance(partials, curve.q, about),
  })
  const linear = bestSingleOf(problem).chi2PerPoint
  const exact = bestSingleExact(wrong, about, curve, { background: 'none', errorScale: 'fixed' }).chi2PerPoint
  expect(linear).toBeLessThan(0.3 * exact)
  expect(exact).toBeCloseTo(fitProfile(wrong[0]!, curve).chi2PerPoint, 6)
})
