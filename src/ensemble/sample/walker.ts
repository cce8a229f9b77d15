import type { Random } from '../numeric/random.ts'
import { drawHyper, setExponents } from './energies.ts'
import type { Target } from './target.ts'

/**
 * One point of the space: log u, and everything that moves read off it.
 *
 * `logU` (and `hyper`) are the state; the rest follows from them by `refresh` and is kept up to date by the moves.
 * log u is kept because u itself underflows: with a_k = 1/500 a quarter of all weights lie below 1e-300.
 */
export interface Walker {
  /** [K] natural logarithms of u. */
  logU: Float64Array
  /** Hyperparameter of the energy prior; 0 without energies. */
  hyper: number
  /** [K] u. */
  u: Float64Array
  /** c = sum u. */
  scale: number
  /** [r] A u - z. */
  residual: Float64Array
  /** [rs] B u - c z_shifts, the residual of the shifts times c; empty without them. */
  shiftResidual: Float64Array
  /** [r] and [rs] scratch of moves: the mean curve and shifts of all models but one. */
  others: Float64Array
  shiftOthers: Float64Array
  /** Scratch of moves: [K] products with the residual, [K] relative probabilities, [K] indices of active models. */
  products: Float64Array
  masses: Float64Array
  active: Int32Array
  /** Scratch of moves of g = `groupSizeMax` models: [g], [g, g] and [g, r]. */
  direction: Float64Array
  factor: Float64Array
  lines: Float64Array
  /** [K] exponents a_k at `hyper`; shared with the target without energies. */
  exponents: Float64Array
  /** A = sum of the exponents. */
  exponentSum: number
}

/** Models that move together at most. */
export const groupSizeMax = 5

/** A share below this is not worth a move of its own: a thousandth, or of the mean weight where exponents are large. */
export function negligibleShare(walker: Walker): number {
  return 1e-3 / Math.max(1, walker.exponentSum)
}

/** The amount above which a model counts as active: the negligible share of the expected scale. */
export function activeAmount(target: Target, walker: Walker): number {
  return 0.1 * target.scalePriorSd * negligibleShare(walker)
}

/** A walker with room for a target; not yet a valid point. */
export function emptyWalker(target: Target): Walker {
  return {
    logU: new Float64Array(target.modelCount),
    hyper: 0,
    u: new Float64Array(target.modelCount),
    scale: 0,
    residual: new Float64Array(target.curves.rank),
    shiftResidual: new Float64Array(target.shifts?.rank ?? 0),
    others: new Float64Array(target.curves.rank),
    shiftOthers: new Float64Array(target.shifts?.rank ?? 0),
    products: new Float64Array(target.modelCount),
    masses: new Float64Array(target.modelCount),
    active: new Int32Array(target.modelCount),
    direction: new Float64Array(groupSizeMax),
    factor: new Float64Array(groupSizeMax * groupSizeMax),
    lines: new Float64Array(groupSizeMax * target.curves.rank),
    exponents: target.energyPrior ? new Float64Array(target.modelCount) : target.exponents,
    exponentSum: 0,
  }
}

/** Recomputes u, c and the residuals from `logU`, and the exponents from `hyper`. O(active models x r). */
export function refresh(target: Target, walker: Walker): void {
  const { logU, u, residual, shiftResidual } = walker
  walker.exponentSum = target.energyPrior
    ? setExponents(target.energyPrior, walker.hyper, walker.exponents)
    : target.exponentSum
  let scale = 0
  for (let k = 0; k < u.length; k++) scale += u[k] = Math.exp(logU[k])
  walker.scale = scale
  for (let j = 0; j < residual.length; j++) residual[j] = -target.curves.data[j]
  addCurves(target.curves.coordinates, u, residual)
  if (target.shifts) {
    for (let j = 0; j < shiftResidual.length; j++) shiftResidual[j] = -scale * target.shifts.data[j]
    addCurves(target.shifts.coordinates, u, shiftResidual)
  }
}

/** chi2 of the curve at the walker: outside + |A u - z|^2. */
export function chi2Of(target: Target, walker: Walker): number {
  return target.curves.outside + squaredLength(walker.residual)
}

/** chi2 of the chemical shifts at the walker; 0 without them. */
export function shiftChi2Of(target: Target, walker: Walker): number {
  if (!target.shifts) return 0
  return target.shifts.outside + squaredLength(walker.shiftResidual) / walker.scale ** 2
}

/** E(u) of the target: what temperature multiplies. */
export function energyOf(target: Target, walker: Walker): number {
  const misfit = 0.5 * (chi2Of(target, walker) + shiftChi2Of(target, walker))
  return target.scalePrior === 'flat' ? misfit - 0.5 * (walker.scale / target.scalePriorSd) ** 2 : misfit
}

/**
 * An exact draw from the prior (temperature 0): the hyperparameter, w ~ Dirichlet(a), c ~ half-normal(tau).
 * Log-gamma draws keep weights that underflow.
 */
export function drawPrior(target: Target, walker: Walker, random: Random): void {
  if (target.energyPrior) {
    walker.hyper = drawHyper(target.energyPrior, random)
    setExponents(target.energyPrior, walker.hyper, walker.exponents)
  }
  const { logU, exponents } = walker
  let largest = -Infinity
  for (let k = 0; k < logU.length; k++) {
    logU[k] = random.logGamma(exponents[k])
    if (logU[k] > largest) largest = logU[k]
  }
  let sum = 0
  for (let k = 0; k < logU.length; k++) sum += Math.exp(logU[k] - largest)
  const logScale = Math.log(target.scalePriorSd * Math.abs(random.normal()))
  const offset = logScale - Math.log(sum)
  // The largest is taken off first: with exponents of 1e-200 the logarithms are too large to hold both.
  for (let k = 0; k < logU.length; k++) logU[k] = logU[k] - largest + offset
  refresh(target, walker)
}

function addCurves(coordinates: Float64Array, u: Float64Array, sum: Float64Array): void {
  const width = sum.length
  let negligible = 0
  for (let k = 0; k < u.length; k++) negligible += 1e-25 * u[k]
  for (let k = 0; k < u.length; k++) {
    const amount = u[k]
    if (amount <= negligible) continue
    const row = k * width
    for (let j = 0; j < width; j++) sum[j] += amount * coordinates[row + j]
  }
}

function squaredLength(values: Float64Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i]
  return sum
}
