import type { Random } from '../numeric/random.ts'
import { erfcx } from '../numeric/special.ts'
import { drawPositiveNormal } from './normal.ts'
import { scalePrecision, type Target } from './target.ts'
import { activeAmount, type Walker } from './walker.ts'

const { exp, max, SQRT1_2, sqrt } = Math
/** Logarithm of a relative probability below which a model is passed over. */
const hopeless = -40

/**
 * Takes the amount of one model away and gives a new amount to any model of the library, drawn from all of them.
 *
 * A Dirichlet vector is what is left after a Beta(1, A) share of it was put on a model drawn in proportion to a
 * (Sethuraman 1994). Read backwards: pick model i with probability f(u_i)/F, F = sum f(u), and keep u_i U^(1/a_i)
 * of its amount, next to nothing. What was taken, s, could as well lie on any other model: given the rest u', the pair (i, s)
 * has the density
 *
 *     a_i c^(1 - A) f(u_i)/(u_i F) exp(-c^2/(2 tau^2)) exp(-beta |A(u' + s e_i) - z|^2/2),     u_i = u'_i + s,  c = c' + s.
 *
 * The exponentials are a Gaussian in s for every i, whose mass over s > 0 is known: model and amount are drawn from it
 * exactly, and the ratio of the other factors decides whether the draw is taken. f(u) = u ('amount') prefers large
 * amounts; f(u) = u/(u + e) ('presence') takes all alike that are more than a hundredth of the expected scale, e. O(K r).
 */
export function relocate(
  target: Target,
  walker: Walker,
  beta: number,
  random: Random,
  choice: 'amount' | 'presence',
): void {
  const { coordinates } = target.curves
  const { logU, u, residual, exponents, exponentSum, scale, products } = walker
  const small = choice === 'presence' ? 10 * activeAmount(target, walker) : Infinity
  const chances = choice === 'presence' ? sumOfChances(u, small) : 0
  const from = choice === 'presence' ? drawPresent(u, small, chances, random) : drawByAmount(u, scale, random)
  const before = u[from]
  const logLeft = logU[from] - random.exponential() / exponents[from]
  const left = exp(logLeft)
  const taken = before - left
  if (!(taken > 0)) return

  addCurve(coordinates, from, -taken, residual)
  const rest = max(scale - taken, 0)
  const precision = scalePrecision(target, beta)
  const to = drawModel(target, walker, beta, precision * rest, precision, random) ?? from
  const q = beta * target.squares[to] + precision
  const given = drawPositiveNormal(-products[to] / q, 1 / sqrt(q), random)
  const base = to === from ? left : u[to]
  const after = base + given
  const moved = rest + given

  let ratio = (scale / moved) ** exponentSum
  if (choice === 'presence') {
    const chance = (amount: number) => amount / (amount + small)
    const others = chances - chance(before) + chance(left) - chance(base)
    ratio *= (((before + small) * chances) / ((after + small) * (others + chance(after)))) * (moved / scale)
  }
  if (ratio < 1 && random.uniform() >= ratio) {
    addCurve(coordinates, from, taken, residual)
    return
  }
  u[from] = left
  logU[from] = logLeft
  u[to] = after
  logU[to] = Math.log(after)
  walker.scale = moved
  addCurve(coordinates, to, given, residual)
}

/**
 * Draws the model in proportion to a_k times the mass of exp(-b_k s - q_k s^2/2) over s > 0, and leaves the b_k in
 * `products`. Without the amount taken, `residual` is A u' - z; b_k = beta A_k.residual + `offset`.
 */
function drawModel(
  target: Target,
  walker: Walker,
  beta: number,
  offset: number,
  precision: number,
  random: Random,
): number | undefined {
  const { squares } = target
  const { exponents, products, masses } = walker
  multiply(target.curves.coordinates, walker.residual, products)
  let highest = 0
  for (let k = 0; k < products.length; k++) {
    const b = beta * products[k] + offset
    products[k] = b
    if (b < 0) highest = max(highest, (0.5 * b * b) / (beta * squares[k] + precision))
  }
  const level = exp(-highest)
  let sum = 0
  for (let k = 0; k < products.length; k++) {
    const b = products[k]
    const q = beta * squares[k] + precision
    const peak = b < 0 ? (0.5 * b * b) / q : 0
    let mass = 0
    if (peak - highest > hopeless) {
      const root = sqrt(q)
      const tail = peak < -hopeless ? level * tailMass(Math.abs(b) / root) : 0
      mass = b < 0 ? 2.5066282746310002 * exp(peak - highest) - tail : tail
      mass *= exponents[k] / root
    }
    masses[k] = mass
    sum += mass
  }
  let wanted = sum * random.uniform()
  for (let k = 0; k < masses.length; k++) {
    wanted -= masses[k]
    if (wanted < 0) return k
  }
  return undefined
}

/** sqrt(2 pi) e^(t^2/2) Phi(-t), t >= 0: the integral of exp(-t x - x^2/2) over x > 0. */
function tailMass(t: number): number {
  return 1.2533141373155003 * erfcx(t * SQRT1_2)
}

function sumOfChances(u: Float64Array, small: number): number {
  let sum = 0
  for (let k = 0; k < u.length; k++) sum += u[k] / (u[k] + small)
  return sum
}

function drawPresent(u: Float64Array, small: number, chances: number, random: Random): number {
  let wanted = chances * random.uniform()
  let k = 0
  for (; k < u.length - 1; k++) {
    wanted -= u[k] / (u[k] + small)
    if (wanted < 0) break
  }
  return k
}

function drawByAmount(u: Float64Array, scale: number, random: Random): number {
  let wanted = scale * random.uniform()
  let k = 0
  for (; k < u.length - 1; k++) {
    wanted -= u[k]
    if (wanted < 0) break
  }
  return k
}

function addCurve(coordinates: Float64Array, k: number, amount: number, sum: Float64Array): void {
  for (let j = 0, row = k * sum.length; j < sum.length; j++) sum[j] += amount * coordinates[row + j]
}

/** A_k.r for every k, in four sums at a time, as the processor adds faster than it waits for a sum. O(K r). */
function multiply(coordinates: Float64Array, r: Float64Array, products: Float64Array): void {
  const rank = r.length
  const even = rank & ~3
  for (let k = 0, at = 0; k < products.length; k++) {
    let [a, b, c, d] = [0, 0, 0, 0]
    let j = 0
    for (; j < even; j += 4, at += 4) {
      a += coordinates[at] * r[j]
      b += coordinates[at + 1] * r[j + 1]
      c += coordinates[at + 2] * r[j + 2]
      d += coordinates[at + 3] * r[j + 3]
    }
    for (; j < rank; j++, at++) a += coordinates[at] * r[j]
    products[k] = a + b + (c + d)
  }
}
