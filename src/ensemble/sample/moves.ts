import type { Random } from '../numeric/random.ts'
import { normalCdf, normalQuantile } from '../numeric/special.ts'
import { hyperRange, logHyperDensity, setExponents } from './energies.ts'
import { logLogistic, sliceGammaNormal, sliceInterval, sliceShare } from './slice.ts'
import { scalePrecision, type Target } from './target.ts'
import { refresh, type Walker } from './walker.ts'

/** Pairs whose joint weight is below this carry nothing worth moving. The pair's sum does not change, so skipping is fair. */
const negligibleShare = 1e-7

/**
 * One sweep at temperature `beta`: every model once, a number of pairs, the scale, and the hyperparameter.
 *
 * Leaves the tempered posterior of `target` unchanged and the walker refreshed. Moves, in order: each u_k given the
 * others (u-space when the prior is a product there, else towards and from vertex k at constant c); pairs, half of
 * them with a similar model; joint rescaling; energies. O(K r) time, no allocation without energies.
 */
export function sweep(target: Target, walker: Walker, beta: number, random: Random): void {
  const separable = !target.energyPrior && !target.shifts && Math.abs(walker.exponentSum - 1) < 1e-12
  if (separable) updateAmounts(target, walker, beta, random)
  else updateShares(target, walker, beta, random)
  updatePairs(target, walker, beta, random)
  updateScale(target, walker, beta, random)
  if (target.energyPrior) updateHyper(target, walker, random)
  refresh(target, walker)
}

/**
 * Gibbs over u_k, each by `sliceGammaNormal`, valid when A = 1 (no factor of sum u is left) and without shifts:
 * exponent a_k, b = beta A_k.rho_(-k) + (c - u_k)/tau^2, q = beta |A_k|^2 + 1/tau^2.
 */
function updateAmounts(target: Target, walker: Walker, beta: number, random: Random): void {
  const { coordinates, rank } = target.curves
  const { logU, u, residual, exponents } = walker
  const precision = scalePrecision(target, beta)
  for (let k = 0; k < u.length; k++) {
    const row = k * rank
    let dot = 0
    let square = 0
    for (let j = 0; j < rank; j++) {
      const value = coordinates[row + j]
      dot += value * residual[j]
      square += value * value
    }
    const before = u[k]
    const b = beta * (dot - before * square) + precision * (walker.scale - before)
    const next = sliceGammaNormal(exponents[k], b, beta * square + precision, logU[k], before, random)
    const after = Math.exp(next)
    logU[k] = next
    u[k] = after
    const change = after - before
    if (Math.abs(change) < 1e-20 * walker.scale) continue
    walker.scale += change
    for (let j = 0; j < rank; j++) residual[j] += change * coordinates[row + j]
  }
}

/**
 * Gibbs over the weights w_k at constant c: the others keep their proportions, so that w_k is Beta(a_k, A - a_k)
 * before the data (neutrality of the Dirichlet) and residuals move on a straight line. Right for any exponents, with
 * shifts too. Others are rescaled through one common factor, applied at the end.
 */
function updateShares(target: Target, walker: Walker, beta: number, random: Random): void {
  const { logU, u, residual, shiftResidual, exponents, exponentSum } = walker
  if (u.length === 1) return
  const { curves, shifts } = target
  const total = walker.scale
  let logFactor = 0
  for (let k = 0; k < u.length; k++) {
    const current = logU[k] + logFactor
    const others = othersOf(u, k, Math.exp(logFactor), total)
    if (!(others > 0)) continue
    // Weight moved to k by t: residual + t (A_k - V), where V is the mean curve of the others.
    const amount = Math.exp(current)
    let h = 0
    let g = 0
    for (let j = 0; j < curves.rank; j++) {
      const own = curves.coordinates[k * curves.rank + j]
      const line = own - (residual[j] + curves.data[j] - amount * own) / others
      h += line * residual[j]
      g += line * line
    }
    if (shifts) {
      const inverse = 1 / (total * total)
      for (let j = 0; j < shifts.rank; j++) {
        const own = shifts.coordinates[k * shifts.rank + j]
        const line = own - (shiftResidual[j] + total * shifts.data[j] - amount * own) / others
        h += inverse * line * shiftResidual[j]
        g += inverse * line * line
      }
    }
    const rest = Math.max(exponentSum - exponents[k], 1e-300)
    const x = sliceShare(exponents[k], rest, beta * h, beta * g, total, current - Math.log(others), random)
    const logAmount = Math.log(total) + logLogistic(x)
    const logOthers = Math.log(total) + logLogistic(-x)
    const change = Math.exp(logAmount) - amount
    for (let j = 0; j < curves.rank; j++) {
      const own = curves.coordinates[k * curves.rank + j]
      residual[j] += change * (own - (residual[j] + curves.data[j] - amount * own) / others)
    }
    if (shifts)
      for (let j = 0; j < shifts.rank; j++) {
        const own = shifts.coordinates[k * shifts.rank + j]
        shiftResidual[j] +=
          change * (own - (shiftResidual[j] + total * shifts.data[j] - amount * own) / others)
      }
    logFactor += logOthers - Math.log(others)
    logU[k] = logAmount - logFactor
    u[k] = Math.exp(logU[k])
  }
  for (let k = 0; k < u.length; k++) logU[k] += logFactor
  refresh(target, walker)
}

/** Sum of the amounts of all models but k, without the cancellation of total - u_k when k holds nearly everything. */
function othersOf(u: Float64Array, k: number, factor: number, total: number): number {
  const own = u[k] * factor
  if (own < 0.5 * total) return total - own
  let sum = 0
  for (let j = 0; j < u.length; j++) if (j !== k) sum += u[j]
  return sum * factor
}

/**
 * Moves weight between two models at constant u_i + u_j, for 2 K pairs: half from the lists of similar models, half
 * at random; pairs of two negligible models are passed over.
 */
function updatePairs(target: Target, walker: Walker, beta: number, random: Random): void {
  const { neighbours, neighbourCount } = target
  const count = walker.u.length
  if (count < 2) return
  const threshold = negligibleShare * walker.scale
  for (let n = 0; n < 2 * count; n++) {
    const i = random.integer(count)
    let j: number
    if (n & 1) j = neighbours[i * neighbourCount + random.integer(neighbourCount)]
    else {
      j = random.integer(count - 1)
      if (j >= i) j++
    }
    if (walker.u[i] + walker.u[j] > threshold) transfer(target, walker, beta, i, j, random)
  }
}

/** Redraws the share of i in u_i + u_j along the line on which c does not change. O(r). */
function transfer(target: Target, walker: Walker, beta: number, i: number, j: number, random: Random): void {
  const { curves, shifts } = target
  const { logU, u, residual, shiftResidual, exponents } = walker
  const { coordinates, rank } = curves
  let h = 0
  let g = 0
  for (let m = 0, a = i * rank, b = j * rank; m < rank; m++, a++, b++) {
    const line = coordinates[a] - coordinates[b]
    h += line * residual[m]
    g += line * line
  }
  if (shifts) {
    const inverse = 1 / (walker.scale * walker.scale)
    for (let m = 0; m < shifts.rank; m++) {
      const line = shifts.coordinates[i * shifts.rank + m] - shifts.coordinates[j * shifts.rank + m]
      h += inverse * line * shiftResidual[m]
      g += inverse * line * line
    }
  }
  const total = u[i] + u[j]
  const before = u[i]
  const x = sliceShare(exponents[i], exponents[j], beta * h, beta * g, total, logU[i] - logU[j], random)
  const logTotal = Math.log(total)
  logU[i] = logTotal + logLogistic(x)
  logU[j] = logTotal + logLogistic(-x)
  u[i] = Math.exp(logU[i])
  u[j] = Math.exp(logU[j])
  const change = u[i] - before
  for (let m = 0, a = i * rank, b = j * rank; m < rank; m++, a++, b++)
    residual[m] += change * (coordinates[a] - coordinates[b])
  if (shifts)
    for (let m = 0; m < shifts.rank; m++)
      shiftResidual[m] +=
        change * (shifts.coordinates[i * shifts.rank + m] - shifts.coordinates[j * shifts.rank + m])
}

/**
 * Multiplies every u by the same m, drawn exactly: with v = A u the density of m is a Gaussian of precision
 * beta |v|^2 + c^2/tau^2 and mean beta v.z / precision, cut at 0 (the powers of u and of sum u leave m^0).
 */
function updateScale(target: Target, walker: Walker, beta: number, random: Random): void {
  const { logU, residual, scale } = walker
  const { data } = target.curves
  let square = 0
  let dot = 0
  for (let j = 0; j < residual.length; j++) {
    const value = residual[j] + data[j]
    square += value * value
    dot += value * data[j]
  }
  const precision = beta * square + scalePrecision(target, beta) * scale * scale
  const factor = drawPositiveNormal((beta * dot) / precision, 1 / Math.sqrt(precision), random)
  const logFactor = Math.log(factor)
  for (let k = 0; k < logU.length; k++) logU[k] += logFactor
  refresh(target, walker)
}

/** A draw of Normal(mean, sd) given that it is positive: by rejection, by inversion, or from the exponential tail. */
export function drawPositiveNormal(mean: number, sd: number, random: Random): number {
  const cut = -mean / sd
  if (cut < 0)
    for (;;) {
      const draw = random.normal()
      if (draw > cut) return mean + sd * draw
    }
  if (cut < 5) {
    const below = normalCdf(cut)
    return Math.max(mean + sd * normalQuantile(below + (1 - below) * random.uniform()), 1e-12 * sd)
  }
  for (;;) {
    const step = random.exponential() / cut
    if (random.exponential() > 0.5 * step * step) return sd * step
  }
}

/** Slice sampling of the energy hyperparameter given the weights. */
function updateHyper(target: Target, walker: Walker, random: Random): void {
  const prior = target.energyPrior!
  const logScale = Math.log(walker.scale)
  const logWeight = walker.logU.map(value => value - logScale)
  const scratch = new Float64Array(logWeight.length)
  const [lowest, highest] = hyperRange(prior)
  const density = (hyper: number) => logHyperDensity(prior, hyper, logWeight, scratch)
  walker.hyper = sliceInterval(density, walker.hyper, 0.5, lowest, highest, random)
  walker.exponentSum = setExponents(prior, walker.hyper, walker.exponents)
}
