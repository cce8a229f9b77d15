import type { ObservableResult } from './contract.ts'
import { outsideMax } from './diagnose/thresholds.ts'
import { ln, pow } from './numeric/elementary.ts'
import { reduceCurves } from './numeric/factor.ts'
import type { Random } from './numeric/random.ts'
import type { ReducedCurves } from './numeric/reducedCurves.ts'
import { logSqrt2Pi, normalCdf } from './numeric/special.ts'
import { intervalOf } from './posterior/distributions.ts'
import { type Draws, weightsOf } from './posterior/draws.ts'
import { keepDraws } from './posterior/truncate.ts'

/**
 * Numbers that an ensemble has as averages over its models: distances and efficiencies, couplings, relaxation, sizes.
 *
 * With p the power of the average, o = (sum_k w_k o_k^p)^(1/p), so that o^p is linear in the weights. A measured value is Normal in o^p, with the
 * sd |p| o^(p-1) error; it is a row of the same block as a chemical shift. A bound says that o lies below or above a value that is
 * itself known to its error, Phi((bound - o)/error), in o^p likewise.
 */
export interface Observable {
  name: string
  average: Average
  kind: 'mean' | 'lower' | 'upper'
  measured: number
  /** Standard error; positive, or 0 of a bound that is exact. */
  error: number
  /** What each model has, [K]; positive where powers are averaged. */
  values: Float64Array
}

/** `linear`, or of distances by the power with which they act. */
export type Average = keyof typeof powers

export const powers = { linear: 1, 'r^-3': -3, 'r^-6': -6 } as const

/** An observable in o^p, where it is linear in the weights; sides are turned where the power is negative. */
interface Row {
  measured: number
  sd: number
  values: Float64Array
  /** 1 of a lower bound, -1 of an upper one. */
  side: number
}

function rowOf({ average, kind, measured, error, values }: Observable): Row {
  const power = powers[average]
  const side = (kind === 'upper' ? -1 : 1) * Math.sign(power)
  return {
    measured: pow(measured, power),
    sd: Math.abs(power) * pow(measured, power - 1) * error,
    values: power === 1 ? values : values.map(value => pow(value, power)),
    side,
  }
}

/** Measured means, chemical shifts first, as one least squares in the weights: |Z w - z|^2. */
export interface MeasuredMeans {
  /** z, [M], and the sd of each. */
  measured: ArrayLike<number>
  sd: ArrayLike<number>
  /** Z, [M, K] row-major. */
  values: ArrayLike<number>
  /** -sum log(sd sqrt(2 pi)), in the units that were measured. */
  logNormaliser: number
}

/** The observables whose value was measured; null where there are none. */
export function measuredMeans(observables: readonly Observable[]): MeasuredMeans | null {
  const means = observables.filter(({ kind }) => kind === 'mean')
  if (means.length === 0) return null
  const rows = means.map(rowOf)
  return {
    measured: rows.map(row => row.measured),
    sd: rows.map(row => row.sd),
    values: rows.flatMap(row => [...row.values]),
    logNormaliser: means.reduce((sum, { error }) => sum - ln(error) - logSqrt2Pi, 0),
  }
}

/** All blocks of measured means, whitened and reduced to few directions. O(M^2 K). */
export function reduceMeans(blocks: MeasuredMeans[], modelCount: number): ReducedCurves {
  const rows = blocks.flatMap(({ measured, sd, values }) =>
    Array.from(measured, (value, j) => ({
      datum: value / sd[j],
      white: Array.from({ length: modelCount }, (_, k) => values[j * modelCount + k] / sd[j]),
    })),
  )
  const whitened = new Float64Array(modelCount * rows.length)
  rows.forEach(({ white }, j) => {
    white.forEach((value, k) => {
      whitened[k * rows.length + j] = value
    })
  })
  const data = Float64Array.from(rows, row => row.datum)
  return reduceCurves(whitened, data, new Float64Array(modelCount).fill(1), 1e-3)
}

/** sum w_k o_k^p of each draw, with the models of the draws at `columns` of the library. */
function meansIn({ values }: Row, draws: Draws, columns: readonly number[]): Float64Array {
  const means = new Float64Array(draws.count)
  columns.forEach((k, place) => {
    const weights = weightsOf(draws, place)
    for (let d = 0; d < means.length; d++) means[d] += weights[d] * values[k]
  })
  return means
}

/** Leaves the chi2 of chemical shifts alone of that of all measured means. Changes `draws`. */
export function takeOffMeans(
  observables: readonly Observable[],
  columns: readonly number[],
  draws: Draws,
): void {
  for (const row of observables.filter(({ kind }) => kind === 'mean').map(rowOf)) {
    const means = meansIn(row, draws, columns)
    for (let d = 0; d < draws.count; d++) draws.shiftChi2[d] -= ((means[d] - row.measured) / row.sd) ** 2
  }
}

/** What applying bounds came to. */
export interface Bounded {
  /** Share of the draws that the bounds left out; where it is nearly all, or 1 as too few of a chain would be left, nothing was left out. */
  outside: number
  logEvidence: number
}

/**
 * Applies bounds exactly: a draw stays with the probability that it keeps all of them, which gives draws of the posterior with the bounds
 * among the data. The evidence changes by the mean of that probability. Changes `draws`.
 */
export function applyBounds(
  observables: readonly Observable[],
  columns: readonly number[],
  draws: Draws,
  random: Random,
): Bounded {
  const bounds = observables.filter(({ kind }) => kind !== 'mean').map(rowOf)
  if (bounds.length === 0) return { outside: 0, logEvidence: 0 }
  const kept = new Float64Array(draws.count).fill(1)
  for (const row of bounds) {
    const means = meansIn(row, draws, columns)
    for (let d = 0; d < draws.count; d++) {
      const beyond = row.side * (means[d] - row.measured)
      kept[d] *= row.sd > 0 ? normalCdf(beyond / row.sd) : beyond >= 0 ? 1 : 0
    }
  }
  const share = kept.reduce((sum, p) => sum + p, 0) / draws.count
  const outside = 1 - share
  if (outside > outsideMax) return { outside, logEvidence: share > 0 ? ln(share) : 0 }
  const inside = Array.from(kept.keys()).filter(d => kept[d] === 1 || random.uniform() < kept[d])
  return { outside: keepDraws(draws, inside) ? outside : 1, logEvidence: ln(share) }
}

/** What the ensemble has of each observable, and how far that is from what was measured, in errors; of a bound that it keeps 0. */
export function observableResults(
  observables: readonly Observable[],
  columns: readonly number[],
  draws: Draws,
): ObservableResult[] {
  return observables.map(observable => {
    const { name, average, kind, measured, error } = observable
    const row = rowOf(observable)
    const values = meansIn(row, draws, columns).map(mean => pow(mean, 1 / powers[average]))
    const ensemble = intervalOf(values)
    const beyond = ensemble.mean - measured
    const isKept = kind === 'mean' ? false : kind === 'lower' ? beyond >= 0 : beyond <= 0
    return {
      name,
      average,
      kind,
      measured,
      error,
      ensemble,
      residual: isKept ? 0 : error > 0 ? beyond / error : null,
    }
  })
}
