import { exp, ln } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import type { ReducedCurves } from '../numeric/reducedCurves.ts'
import { addScaled, dot } from '../numeric/vectors.ts'
import { type Compensation, emptyCompensation } from './compensation.ts'
import { drawHyper, setExponents } from './energies.ts'
import { drawSubset } from './inclusion.ts'
import { setConcentration } from './subset.ts'
import type { CurveNode, Target } from './target.ts'

/**
 * One point of the space: log u, and everything that moves read off it.
 *
 * `logU` (with `hyper`, `logErrorScale`, `logTemperature` and `node`) are the state; the rest follows from them by `refresh` and is kept up to date by the moves.
 * log u is kept because u itself underflows: with a_k = 1/500 a quarter of all weights lie below 1e-300.
 */
export class Walker {
  /** c = sum u. */
  scale: number = 0
  /** Hyperparameter of the energy prior, or log a of the inclusion prior; 0 without either. */
  hyper: number = 0
  /** A = sum of the exponents. */
  exponentSum: number = 0
  /** x = log(f/f0), and e^(-2x), by which it weighs the curve; 0 and 1 where the errors are known. */
  logErrorScale: number = 0
  precision: number = 1
  /** log T of the energy prior; 0 without. */
  logTemperature: number = 0
  /** The node whose curves are in use, an index, and those curves. */
  node: number = 0
  curves!: ReducedCurves
  /** |A_k|^2 of these, [K]. */
  squares!: Float64Array
  /** Models of which u is not 0, at the beginning of `members`; of use with an inclusion prior alone. */
  memberCount: i32 = 0
  /** [K] indices. */
  members!: Int32Array
  /** [K] natural logarithms of u; -Infinity marks a model that does not take part. */
  logU!: Float64Array
  /** [K] u. */
  u!: Float64Array
  /** [K] exponents a_k at `hyper`; the target's own where they are known; with an inclusion prior the one of all members, [1]. */
  exponents!: Float64Array
  /** [r] A u - z. */
  residual!: Float64Array
  /** [rs] B u - c z_shifts, the residual of the shifts times c; empty without them. */
  shiftResidual!: Float64Array
  scratch!: Scratch
}

/** Room that moves work in; what it holds between two moves means nothing, so that all walkers may share one. */
export class Scratch {
  /** [r] and [rs]: a line along which the curve and the shifts change, or those of all models but one. */
  line!: Float64Array
  shiftLine!: Float64Array
  /** [K] products with the residual, relative probabilities, log w, exponents, indices of active models. */
  products!: Float64Array
  masses!: Float64Array
  /** The sum of `masses`. */
  massSum: number = 0
  logWeight!: Float64Array
  exponents!: Float64Array
  active!: Int32Array
  /** Of groups of g = `groupSizeMax` models: [g], [g, g] and [g, r]. */
  direction!: Float64Array
  factor!: Float64Array
  lines!: Float64Array
  /** With orders alone; a mark for each model, 0 between moves. */
  marks!: Int32Array
  compensation: Compensation | null = null
  /** As the target's. */
  large: boolean = false
}

/** Models that move together at most. */
export const groupSizeMax: i32 = 5

/** A share below this is not worth a move of its own: a thousandth, or of the mean weight where exponents are large. */
export function negligibleShare(walker: Walker): number {
  return 1e-3 / Math.max(1, walker.exponentSum)
}

/** The amount above which a model counts as active: the negligible share of the expected scale. */
export function activeAmount(target: Target, walker: Walker): number {
  return 0.1 * target.scalePriorSd * negligibleShare(walker)
}

/** Scratch for the walkers of a target. */
export function emptyScratch(target: Target): Scratch {
  const shifts = target.shifts
  const rank = target.nodes[0].curves.rank
  const shiftRank = shifts ? shifts.rank : 0
  const scratch = new Scratch()
  scratch.line = new Float64Array(rank)
  scratch.shiftLine = new Float64Array(shiftRank)
  scratch.products = new Float64Array(target.modelCount)
  scratch.masses = new Float64Array(target.modelCount)
  scratch.logWeight = new Float64Array(target.modelCount)
  scratch.exponents = new Float64Array(target.modelCount)
  scratch.active = new Int32Array(target.modelCount)
  scratch.direction = new Float64Array(groupSizeMax)
  scratch.factor = new Float64Array(groupSizeMax * groupSizeMax)
  scratch.lines = new Float64Array(groupSizeMax * rank)
  scratch.marks = new Int32Array(target.orders ? target.modelCount : 0)
  scratch.large = target.large
  const orders = target.orders
  if (orders) scratch.compensation = emptyCompensation(orders, rank)
  return scratch
}

/** A walker with room for a target; not yet a valid point. */
export function emptyWalker(target: Target, scratch: Scratch): Walker {
  const shifts = target.shifts
  const walker = new Walker()
  walker.logU = new Float64Array(target.modelCount)
  walker.u = new Float64Array(target.modelCount)
  const own = target.inclusion ? 1 : target.energyPrior ? target.modelCount : 0
  walker.exponents = own > 0 ? new Float64Array(own) : target.exponents
  walker.members = new Int32Array(target.modelCount)
  setNode(target, walker, target.bestNode)
  walker.residual = new Float64Array(walker.curves.rank)
  walker.shiftResidual = new Float64Array(shifts ? shifts.rank : 0)
  walker.scratch = scratch
  return walker
}

/** The exponent of model k. */
export function exponentOf(walker: Walker, k: i32): number {
  return walker.exponents[walker.exponents.length === 1 ? 0 : k]
}

/** Takes the curves of a node; the residual is for the caller. */
export function setNode(target: Target, walker: Walker, node: i32): void {
  walker.node = node
  walker.curves = target.nodes[node].curves
  walker.squares = target.nodes[node].squares
}

/** Sets x and what follows from it. */
export function setErrorScale(walker: Walker, x: number): void {
  walker.logErrorScale = x
  walker.precision = exp(-2 * x)
}

/** Recomputes u, c and the residuals from `logU`, and what follows from the other numbers of the state. O(active models x r). */
export function refresh(target: Target, walker: Walker): void {
  setErrorScale(walker, walker.logErrorScale)
  setNode(target, walker, walker.node as i32)
  const logU = walker.logU
  const u = walker.u
  const energyPrior = target.energyPrior
  walker.exponentSum = energyPrior
    ? setExponents(energyPrior, walker.hyper, walker.logTemperature, walker.exponents)
    : target.exponentSum
  let scale: number = 0
  walker.memberCount = 0
  for (let k = 0; k < u.length; k++) {
    u[k] = 0
    if (!(logU[k] > -Infinity)) continue
    u[k] = exp(logU[k])
    scale += u[k]
    walker.members[walker.memberCount++] = k
  }
  if (target.inclusion) setConcentration(walker, walker.hyper)
  walker.scale = scale
  setResidual(walker.curves, u, 1, scale, walker.residual)
  const shifts = target.shifts
  if (shifts) setResidual(shifts, u, scale, scale, walker.shiftResidual)
}

/** A u - `factor` z, without the models that hold less than 1e-25 of the scale. */
export function setResidual(
  curves: ReducedCurves,
  u: Float64Array,
  factor: number,
  scale: number,
  residual: Float64Array,
): void {
  const rank = curves.rank
  for (let j = 0; j < rank; j++) residual[j] = -factor * curves.data[j]
  for (let k = 0; k < u.length; k++)
    if (u[k] > 1e-25 * scale) addScaled(u[k], curves.coordinates, k * rank, residual, 0, rank)
}

/** chi2 of the curve at the walker: outside + |A u - z|^2. */
export function chi2Of(target: Target, walker: Walker): number {
  return target.nodes[walker.node as i32].curves.outside + squaredLength(walker.residual)
}

/** chi2 of the chemical shifts at the walker; 0 without them. */
export function shiftChi2Of(target: Target, walker: Walker): number {
  const shifts = target.shifts
  return shifts ? shifts.outside + squaredLength(walker.shiftResidual) / (walker.scale * walker.scale) : 0
}

/** E(u) of the target: what temperature multiplies. */
export function energyOf(target: Target, walker: Walker): number {
  const curve = 0.5 * walker.precision * chi2Of(target, walker) + target.pointCount * walker.logErrorScale
  const misfit = curve + 0.5 * shiftChi2Of(target, walker) - target.nodes[walker.node as i32].logDeterminant
  const share = walker.scale / target.scalePriorSd
  return target.flatScale ? misfit - 0.5 * share * share : misfit
}

/**
 * An exact draw from the prior (temperature 0): the hyperparameters, x, the node, which models take part, w ~ Dirichlet(a), c ~ half-normal(tau).
 * Log-gamma draws keep weights that underflow.
 */
export function drawPrior(target: Target, walker: Walker, random: Random): void {
  const energyPrior = target.energyPrior
  if (energyPrior) drawHyper(energyPrior, walker, random)
  if (target.logErrorSd > 0) walker.logErrorScale = target.logErrorSd * random.normal()
  walker.node = drawNode(target.nodes, random)
  const logU = walker.logU
  const inclusion = target.inclusion
  if (inclusion) drawSubset(inclusion, walker, random)
  else for (let k = 0; k < logU.length; k++) logU[k] = random.logGamma(walker.exponents[k])
  let largest: number = -Infinity
  for (let k = 0; k < logU.length; k++) if (logU[k] > largest) largest = logU[k]
  let sum: number = 0
  for (let k = 0; k < logU.length; k++) if (logU[k] > -Infinity) sum += exp(logU[k] - largest)
  const logScale = ln(target.scalePriorSd * Math.abs(random.normal()))
  const offset = logScale - ln(sum)
  // The largest is taken off first: with exponents of 1e-200 the logarithms are too large to hold both.
  for (let k = 0; k < logU.length; k++) logU[k] = logU[k] - largest + offset
  refresh(target, walker)
}

function drawNode(nodes: CurveNode[], random: Random): i32 {
  let node: i32 = 0
  if (nodes.length === 1) return node
  let left = random.uniform() - exp(nodes[0].logPrior)
  while (left > 0 && node + 1 < nodes.length) left -= exp(nodes[++node].logPrior)
  return node
}

function squaredLength(values: Float64Array): number {
  return dot(values, 0, values, 0, values.length)
}
