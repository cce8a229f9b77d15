import { exp, ln } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import { addScaled, dot } from '../numeric/vectors.ts'
import { logNothing } from './jump.ts'
import { scalePrecision, type Target } from './target.ts'
import { groupSizeMax, type Walker } from './walker.ts'

/** Models of which it is drawn anew together which have something. */
const patternSize: i32 = 3

/**
 * Of three models at random, draws anew which have something at all and how much, the others held: with energies far apart the
 * way from one model to an ensemble of three leads over ensembles of two that fit no better and are forbidden.
 *
 * Every pattern of the three is proposed alike, and its amounts from the Gaussian that the likelihood gives them, so that of the
 * likelihood only the normalisers of both Gaussians count. A model with nothing counts with the mass below 1e-12 of the scale. Not with
 * chemical shifts, whose likelihood is no Gaussian in u. O(K + r).
 */
export function redrawPattern(target: Target, walker: Walker, beta: number, random: Random): void {
  const logU = walker.logU
  const u = walker.u
  const exponents = walker.exponents
  const count = u.length
  const group = walker.scratch.active
  const amounts = walker.scratch.direction
  const rest = walker.scratch.line
  const coordinates = walker.curves.coordinates
  const rank = rest.length
  const size = Math.min(count, patternSize) as i32
  for (let k = 0; k < count; k++) group[k] = k
  for (let a = 0; a < size; a++) {
    const b = a + random.integer(count - a)
    const picked = group[b]
    group[b] = group[a]
    group[a] = picked
  }

  let others: number = 0
  for (let n = size; n < count; n++) others += u[group[n]]
  for (let j = 0; j < rank; j++) rest[j] = walker.residual[j]
  let before = 0
  for (let a = 0; a < size; a++) {
    addScaled(-u[group[a]], coordinates, group[a] * rank, rest, 0, rank)
    if (logU[group[a]] - ln(walker.scale) >= logNothing) before |= 1 << a
  }
  const after = random.integer(1 << size)
  if (after === 0 && others < 1e-9 * walker.scale) return

  let gain = -fitPattern(target, walker, beta, size, before, others)
  gain -= logPrior(walker, size, before, walker.scale)
  gain += fitPattern(target, walker, beta, size, after, others)
  // NaN where curves of a pattern are the same: it is neither proposed nor left.
  if (!(gain > -Infinity && gain < Infinity)) return
  const members = drawAmounts(walker, size, after, random)
  let scale = others
  for (let n = 0; n < members; n++) scale += amounts[n]
  for (let n = 0; n < members; n++) if (!(amounts[n] > 1e-12 * scale)) return
  const logScale = ln(scale)
  const kept = walker.scratch.logWeight
  let next = 0
  for (let a = 0; a < size; a++) {
    const k = group[a]
    kept[a] = logU[k]
    logU[k] =
      after & (1 << a) ? ln(amounts[next++]) : logScale + logNothing - random.exponential() / exponents[k]
  }
  if (-random.exponential() < gain + logPrior(walker, size, after, scale)) {
    for (let a = 0; a < size; a++) {
      const k = group[a]
      u[k] = exp(logU[k])
      addScaled(u[k], coordinates, k * rank, rest, 0, rank)
    }
    for (let j = 0; j < rank; j++) walker.residual[j] = rest[j]
    walker.scale = scale
  } else for (let a = 0; a < size; a++) logU[group[a]] = kept[a]
}

/** log of what the prior gives a pattern and its amounts, with what has nothing integrated out, and those of all others left out. */
function logPrior(walker: Walker, size: i32, pattern: i32, scale: number): number {
  const group = walker.scratch.active
  const logScale = ln(scale)
  let log = (1 - walker.exponentSum) * logScale
  for (let a = 0; a < size; a++) {
    const exponent = walker.exponents[group[a]]
    if (pattern & (1 << a)) log += (exponent - 1) * walker.logU[group[a]]
    else log += exponent * (logScale + logNothing) - ln(exponent)
  }
  return log
}

/**
 * log of the integral of exp(-beta E) over the amounts of a pattern, without bounds; -Infinity where there is none. Leaves the factor L of
 * the precision, L L' = M, in `factor` and L^-1 b in `direction`: with v the residual of the others, M_ab = beta e^(-2x) A_a.A_b + 1/tau^2
 * and b_a = -beta e^(-2x) A_a.v - sum of the others/tau^2.
 */
function fitPattern(
  target: Target,
  walker: Walker,
  beta: number,
  size: i32,
  pattern: i32,
  others: number,
): number {
  const coordinates = walker.curves.coordinates
  const rest = walker.scratch.line
  const rank = rest.length
  const factor = walker.scratch.factor
  const slopes = walker.scratch.direction
  const group = walker.scratch.active
  const weight = beta * walker.precision
  const precision = scalePrecision(target, beta)
  let row = 0
  let log: number = 0
  for (let a = 0; a < size; a++) {
    if (!(pattern & (1 << a))) continue
    let column = 0
    for (let b = 0; b <= a; b++) {
      if (!(pattern & (1 << b))) continue
      const whole = weight * dot(coordinates, group[a] * rank, coordinates, group[b] * rank, rank) + precision
      const left = whole - dot(factor, row * groupSizeMax, factor, column * groupSizeMax, column)
      if (a === b && left < 1e-11 * whole) return -Infinity
      factor[row * groupSizeMax + column] =
        a === b ? Math.sqrt(left) : left / factor[column * groupSizeMax + column]
      column++
    }
    const at = row * groupSizeMax
    const slope = -weight * dot(coordinates, group[a] * rank, rest, 0, rank) - precision * others
    slopes[row] = (slope - dot(factor, at, slopes, 0, row)) / factor[at + row]
    log += 0.9189385332046727 - ln(factor[at + row]) + 0.5 * slopes[row] * slopes[row]
    row++
  }
  return log
}

/** Draws the amounts of the pattern fitted last into `direction`, from its Gaussian; returns how many they are. */
function drawAmounts(walker: Walker, size: i32, pattern: i32, random: Random): i32 {
  const factor = walker.scratch.factor
  const amounts = walker.scratch.direction
  let members = 0
  for (let a = 0; a < size; a++) if (pattern & (1 << a)) members++
  for (let a = members - 1; a >= 0; a--) {
    let value = amounts[a] + random.normal()
    for (let c = a + 1; c < members; c++) value -= factor[c * groupSizeMax + a] * amounts[c]
    amounts[a] = value / factor[a * groupSizeMax + a]
  }
  return members
}
