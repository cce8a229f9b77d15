import { analyseLibrary, type LibraryAnalysis } from '#src/ensemble/analyse.ts'
import { completeLinkage } from '#src/ensemble/diagnose/linkage.ts'
import { graded } from '#src/ensemble/diagnose/thresholds.ts'
import { verdictOf } from '#src/ensemble/diagnose/verdict.ts'
import { inferEnsemble } from '#src/ensemble/infer.ts'
import { quantileOfSorted } from '#src/ensemble/numeric/orderStatistics.ts'
import { valueAt } from '#src/ensemble/numeric/sparseRows.ts'
import type { Draws } from '#src/ensemble/posterior/draws.ts'
import { effectiveModelsOf } from '#src/ensemble/posterior/prior.ts'
import { profilesFrom } from '#src/ensemble/saxs/hydration.ts'
import type { Partials } from '#src/ensemble/saxs/partials.ts'
import type { InferOptions } from '#src/ensemble/settings.ts'
import type { Simulated } from './simulated.ts'

/** How often something held, of how many. */
export type Count = [held: number, of: number]

/** What one inference of a simulated curve got right: 95 % intervals that hold the truth, and what it said. */
export interface Look {
  /** Weights whose posterior mean is above 5 %, in the probable interval and in the possible one. */
  shown: Count
  shownPossible: Count
  /** Weights that are above 5 % in truth. */
  real: Count
  realPossible: Count
  /** Sums over groups of models that look alike, where above 5 % in truth. */
  groups: Count
  rg: Count
  effective: Count
  /** Absent where it was told. */
  c1?: Count
  contrast?: Count
  /** Models without weight that the probable interval puts above 1 %. */
  falsePresence: Count
  misfit: Count
  /** A misfit, or one in the shape of the curve. */
  noticed: Count
  converged: Count
  /** Half the sum of the differences of the weights, and the error of Rg in A. */
  distance: number
  rgError: number
}

const shownMin = 0.05
const absentMax = 1e-4
const presentMin = 0.01
const silent = { report: () => {} }

/** Looks at what the program makes of a simulated curve, everything but curve and structures unknown to it. */
export async function lookOurs(set: Simulated, options: InferOptions): Promise<Look> {
  const { curve, library, weights, hydration } = set
  const analysis = await analyseLibrary({ curve, library }, { ...options, select: false }, silent)
  const look = lookAt(analysis, library, weights, set.clean)
  const { c1, contrast } = analysis.hydrationDraws!
  return {
    ...look,
    c1: [holds(c1, hydration.c1), 1],
    contrast: [holds(contrast, hydration.contrast), 1],
  }
}

/** The same prior with hydration, background and errors known, and with a library that lacks nothing. */
export async function lookOracle(set: Simulated, options: InferOptions): Promise<Look> {
  const { curve, library, weights } = set.clean
  const profiles = profilesFrom(library, curve.q, { mode: 'fixed', ...set.hydration })
  const known = { ...options, background: 'none', errorScale: 'fixed' } as const
  return lookAt(await inferEnsemble({ curve, profiles }, known, silent), library, weights, set.clean)
}

function lookAt(
  {
    result,
    draws,
  }: Pick<LibraryAnalysis, 'draws'> & { result: Awaited<ReturnType<typeof inferEnsemble>>['result'] },
  library: Partials[],
  weights: number[],
  whole: Pick<Simulated['clean'], 'library' | 'weights'>,
): Look {
  const count = (of: number[], held: (k: number) => boolean): Count => [of.filter(held).length, of.length]
  const indices = [...weights.keys()]
  const shown = indices.filter(k => result.models[k]!.weight.mean > shownMin)
  const real = indices.filter(k => weights[k]! > shownMin)
  const probable = (k: number) => {
    const { q025, q975 } = result.models[k]!.weight
    return within(weights[k]!, q025, q975)
  }
  const possible = (k: number) => {
    const { lower, upper } = result.models[k]!.possible!
    return within(weights[k]!, lower, upper)
  }
  const sums = groupsOf(library).map(members => ({
    truth: members.reduce((sum, k) => sum + weights[k]!, 0),
    draws: functionalOf(draws, k => (members.includes(k) ? 1 : 0)),
  }))
  const realSums = sums.filter(sum => sum.truth > shownMin)
  // Of all that was in the beam, also what the library lacks.
  const rg = whole.weights.reduce((sum, weight, k) => sum + weight * whole.library[k]!.rg, 0)
  const effective = 1 / whole.weights.reduce((sum, weight) => sum + weight * weight, 0)
  const rgDraws = functionalOf(draws, k => library[k]!.rg)
  const isMisfit = verdictOf({ hydration: null, ...result }).code === 'misfit'
  const { shape } = result.details
  return {
    shown: count(shown, probable),
    shownPossible: count(shown, possible),
    real: count(real, probable),
    realPossible: count(real, possible),
    groups: [realSums.reduce((held, sum) => held + holds(sum.draws, sum.truth), 0), realSums.length],
    rg: [holds(rgDraws, rg), 1],
    effective: [holds(effectiveModelsOf(draws), effective), 1],
    falsePresence: count(
      indices.filter(k => weights[k]! < absentMax),
      k => result.models[k]!.weight.q025 > presentMin,
    ),
    misfit: [Number(isMisfit), 1],
    noticed: [Number(isMisfit || (shape && graded('shapeP', shape.p).grade !== 'good')), 1],
    converged: [Number(result.sampler.converged), 1],
    distance: indices.reduce((sum, k) => sum + Math.abs(result.models[k]!.weight.mean - weights[k]!), 0) / 2,
    rgError: rgDraws.reduce((sum, value) => sum + value / draws.count, 0) - rg,
  }
}

const rounding = 1e-9
const within = (value: number, from: number, to: number) => from - rounding <= value && value <= to + rounding

/** 1 where the 95 % interval of the draws holds the value. */
function holds(draws: Float64Array, value: number): 0 | 1 {
  const sorted = draws.toSorted()
  return within(value, quantileOfSorted(sorted, 0.025), quantileOfSorted(sorted, 0.975)) ? 1 : 0
}

/** sum w_k g_k of every draw. */
function functionalOf({ count, modelCount, weights }: Draws, g: (k: number) => number): Float64Array {
  const values = Array.from({ length: modelCount }, (_, k) => g(k))
  return Float64Array.from({ length: count }, (_, d) =>
    values.reduce((sum, value, k) => sum + value * valueAt(weights, d, k), 0),
  )
}

/** A quarter as many groups as models: complete linkage by the largest difference of the logarithms of their curves. */
function groupsOf(library: Partials[]): number[][] {
  const q = Float64Array.from({ length: 30 }, (_, i) => 0.01 + 0.01 * i)
  const { values } = profilesFrom(library, q, { mode: 'fixed', c1: 1, contrast: 0.015 })
  const width = library.length
  const distance = (j: number, k: number) =>
    q.reduce(
      (most, _, i) => Math.max(most, Math.abs(Math.log(values[i * width + j]! / values[i * width + k]!))),
      0,
    )
  let limit = 1e-3
  let groups = completeLinkage(width, distance, limit)
  while (groups.length > Math.ceil(width / 4)) {
    limit *= 1.1
    groups = completeLinkage(width, distance, limit)
  }
  return groups.map(group => group.members)
}
