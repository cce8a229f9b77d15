import type { Random } from '../numeric/random.ts'
import { normalCdf, normalQuantile } from '../numeric/special.ts'
import { hyperRange, logHyperDensity, setExponents } from './energies.ts'
import { logLogistic, sliceGammaNormal, sliceInterval, sliceShare } from './slice.ts'
import { scalePrecision, type Target } from './target.ts'
import { refresh, type Walker } from './walker.ts'

/** Pairs whose joint weight is below this carry nothing worth moving. The pair's sum does not change, so skipping is fair. */
const negligibleShare = 1e-7
/** Changes of a logarithm up to this are collected and applied to all models together. */
const lazyFactorMax = 30

/**
 * One sweep at temperature `beta`: every model once, a number of pairs, the scale, and the hyperparameter.
 *
 * Leaves the tempered posterior of `target` unchanged. Rounding in u and the residuals adds up slowly: `refresh` now and
 * then. Moves, in order: each u_k given the
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
 * before the data (neutrality of the Dirichlet) and residuals move on a straight line, t (A_k - V) with V the mean
 * curve of the others. Right for any exponents, with shifts too. The others are rescaled through one common factor,
 * applied at the end: `logFactor` must be added to the logarithms of `logU` meanwhile. A large change is applied at
 * once, old value off first: exponents of 1e-100 make logarithms so large that a sum of both would keep no digit.
 */
function updateShares(target: Target, walker: Walker, beta: number, random: Random): void {
  const { logU, residual, shiftResidual, exponents, exponentSum, others, shiftOthers } = walker
  const { curves, shifts } = target
  const total = walker.scale
  const logTotal = Math.log(total)
  let logFactor = 0
  for (let k = 0; k < logU.length; k++) {
    const current = logU[k] + logFactor
    const amount = Math.exp(current)
    const logOthers = meanOfOthers(target, walker, k, amount, logFactor)
    let h = 0
    let g = 0
    for (let j = 0; j < curves.rank; j++) {
      const line = curves.coordinates[k * curves.rank + j] - others[j]
      h += line * residual[j]
      g += line * line
    }
    if (shifts)
      for (let j = 0; j < shifts.rank; j++) {
        const line = (shifts.coordinates[k * shifts.rank + j] - shiftOthers[j]) / total
        h += (line * shiftResidual[j]) / total
        g += line * line
      }
    const rest = Math.max(exponentSum - exponents[k], 1e-300)
    const x = sliceShare(exponents[k], rest, beta * h, beta * g, total, current - logOthers, random)
    const next = logTotal + logLogistic(x)
    const change = Math.exp(next) - amount
    for (let j = 0; j < curves.rank; j++)
      residual[j] += change * (curves.coordinates[k * curves.rank + j] - others[j])
    if (shifts)
      for (let j = 0; j < shifts.rank; j++)
        shiftResidual[j] += change * (shifts.coordinates[k * shifts.rank + j] - shiftOthers[j])
    const nextOthers = logTotal + logLogistic(-x)
    if (Math.abs(nextOthers - logOthers) < lazyFactorMax) logFactor += nextOthers - logOthers
    else
      for (let m = 0; m < logU.length; m++)
        if (m !== k) logU[m] = logU[m] + logFactor - logOthers + nextOthers - logFactor
    logU[k] = next - logFactor
  }
  for (let k = 0; k < logU.length; k++) logU[k] += logFactor
  refresh(target, walker)
}

/**
 * Fills the walker's `others` with the mean curve of all models but k; returns the logarithm of their joint amount.
 * From the residual where k holds less than 99 %; else summed anew from logarithms, as a difference would be noise.
 */
function meanOfOthers(target: Target, walker: Walker, k: number, amount: number, logFactor: number): number {
  const { curves, shifts } = target
  const { logU, residual, shiftResidual, others, shiftOthers, scale } = walker
  if (amount < 0.99 * scale) {
    const rest = scale - amount
    for (let j = 0; j < others.length; j++)
      others[j] = (residual[j] + curves.data[j] - amount * curves.coordinates[k * curves.rank + j]) / rest
    if (shifts)
      for (let j = 0; j < shiftOthers.length; j++)
        shiftOthers[j] =
          (shiftResidual[j] + scale * shifts.data[j] - amount * shifts.coordinates[k * shifts.rank + j]) /
          rest
    return Math.log(rest)
  }
  let largest = -Infinity
  for (let m = 0; m < logU.length; m++) if (m !== k && logU[m] > largest) largest = logU[m]
  others.fill(0)
  shiftOthers.fill(0)
  let sum = 0
  for (let m = 0; m < logU.length; m++) {
    const share = m === k ? 0 : Math.exp(logU[m] - largest)
    if (share < 1e-20) continue
    sum += share
    for (let j = 0; j < others.length; j++) others[j] += share * curves.coordinates[m * curves.rank + j]
    if (shifts)
      for (let j = 0; j < shiftOthers.length; j++)
        shiftOthers[j] += share * shifts.coordinates[m * shifts.rank + j]
  }
  for (let j = 0; j < others.length; j++) others[j] /= sum
  for (let j = 0; j < shiftOthers.length; j++) shiftOthers[j] /= sum
  return largest + Math.log(sum) + logFactor
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
  const { logU, u, residual, shiftResidual, scale } = walker
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
  for (let k = 0; k < logU.length; k++) {
    logU[k] += logFactor
    u[k] *= factor
  }
  walker.scale *= factor
  for (let j = 0; j < residual.length; j++) residual[j] = factor * (residual[j] + data[j]) - data[j]
  for (let j = 0; j < shiftResidual.length; j++) shiftResidual[j] *= factor
}

/** A draw of Normal(mean, sd) given that it is positive: by rejection, by inversion, or from the exponential tail. */
export function drawPositiveNormal(mean: number, sd: number, random: Random): number {
  const cut = -mean / sd
  if (Number.isNaN(cut)) throw new Error(`no normal distribution has mean ${mean} and sd ${sd}`)
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
