import type { Random } from '../numeric/random.ts'
import { erfcx } from '../numeric/special.ts'
import { addScaled, dot } from '../numeric/vectors.ts'
import { drawPositiveNormal } from './normal.ts'
import { scalePrecision, type Target } from './target.ts'
import { activeAmount, type Walker } from './walker.ts'

/** Logarithm of a relative probability below which a model is passed over. */
const hopeless: number = -40

/**
 * Takes the amount of one model away and gives a new amount to any model of the library, drawn from all of them.
 *
 * A Dirichlet vector is what is left after a Beta(1, A) share of it was put on a model drawn in proportion to a
 * (Sethuraman 1994). Read backwards: pick model i with probability f(u_i)/F, F = sum f(u), and keep u_i U^(1/a_i)
 * of its amount, next to nothing. What was taken, s, could as well lie on any other model: given the rest u', the pair (i, s)
 * has the density
 *
 *     a_i c^(1 - A) f(u_i)/(u_i F) exp(-c^2/(2 tau^2)) exp(-beta e^(-2x) |A(u' + s e_i) - z|^2/2),     u_i = u'_i + s,  c = c' + s.
 *
 * The exponentials are a Gaussian in s for every i, whose mass over s > 0 is known: model and amount are drawn from it
 * exactly, and the ratio of the other factors decides whether the draw is taken. f(u) = u prefers large
 * amounts; f(u) = u/(u + e), for `presence`, takes all alike that are more than a hundredth of the expected scale, e. O(K r).
 */
export function relocate(
  target: Target,
  walker: Walker,
  beta: number,
  random: Random,
  presence: boolean,
): void {
  const coordinates = target.curves.coordinates
  const rank = target.curves.rank
  const logU = walker.logU
  const u = walker.u
  const residual = walker.residual
  const scale = walker.scale
  const products = walker.scratch.products
  const small = presence ? 10 * activeAmount(target, walker) : Infinity
  const chances = presence ? sumOfChances(u, small) : 0.0
  const from = presence ? drawPresent(u, small, chances, random) : drawByAmount(u, scale, random)
  const before = u[from]
  const logLeft = logU[from] - random.exponential() / walker.exponents[from]
  const left = Math.exp(logLeft)
  const taken = before - left
  if (!(taken > 0)) return

  addScaled(-taken, coordinates, from * rank, residual, 0, rank)
  const rest = Math.max(scale - taken, 0)
  const precision = scalePrecision(target, beta)
  const weight = beta * walker.precision
  const drawn = drawModel(target, walker, weight, precision * rest, precision, random)
  const to = drawn < 0 ? from : drawn
  const q = weight * target.squares[to] + precision
  const given = drawPositiveNormal(-products[to] / q, 1 / Math.sqrt(q), random)
  const base = to === from ? left : u[to]
  const after = base + given
  const moved = rest + given

  let ratio = Math.exp(walker.exponentSum * Math.log(scale / moved))
  if (presence) {
    const others = chances - chance(before, small) + chance(left, small) - chance(base, small)
    ratio *=
      ((before + small) * chances * moved) / ((after + small) * (others + chance(after, small)) * scale)
  }
  if (ratio < 1 && random.uniform() >= ratio) {
    addScaled(taken, coordinates, from * rank, residual, 0, rank)
    return
  }
  u[from] = left
  logU[from] = logLeft
  u[to] = after
  logU[to] = Math.log(after)
  walker.scale = moved
  addScaled(given, coordinates, to * rank, residual, 0, rank)
}

/**
 * Draws the model in proportion to a_k times the mass of exp(-b_k s - q_k s^2/2) over s > 0, and leaves the b_k in
 * `products`; -1 where all masses vanish. Without the amount taken, `residual` is A u' - z; b_k = `weight` A_k.residual + `offset`.
 */
function drawModel(
  target: Target,
  walker: Walker,
  weight: number,
  offset: number,
  precision: number,
  random: Random,
): i32 {
  const squares = target.squares
  const coordinates = target.curves.coordinates
  const rank = target.curves.rank
  const exponents = walker.exponents
  const products = walker.scratch.products
  const masses = walker.scratch.masses
  let highest: number = 0
  for (let k = 0; k < products.length; k++) {
    const b = weight * dot(coordinates, k * rank, walker.residual, 0, rank) + offset
    products[k] = b
    if (b < 0) highest = Math.max(highest, (0.5 * b * b) / (weight * squares[k] + precision))
  }
  const level = Math.exp(-highest)
  let sum: number = 0
  for (let k = 0; k < products.length; k++) {
    const b = products[k]
    const q = weight * squares[k] + precision
    const peak = b < 0 ? (0.5 * b * b) / q : 0.0
    let mass: number = 0
    if (peak - highest > hopeless) {
      const root = Math.sqrt(q)
      const tail = peak < -hopeless ? level * tailMass(Math.abs(b) / root) : 0.0
      mass = b < 0 ? 2.5066282746310002 * Math.exp(peak - highest) - tail : tail
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
  return -1
}

/** sqrt(2 pi) e^(t^2/2) Phi(-t), t >= 0: the integral of exp(-t x - x^2/2) over x > 0. */
function tailMass(t: number): number {
  return 1.2533141373155003 * erfcx(t * Math.SQRT1_2)
}

/** f(u) of `presence`. */
function chance(amount: number, small: number): number {
  return amount / (amount + small)
}

function sumOfChances(u: Float64Array, small: number): number {
  let sum: number = 0
  for (let k = 0; k < u.length; k++) sum += chance(u[k], small)
  return sum
}

function drawPresent(u: Float64Array, small: number, chances: number, random: Random): i32 {
  let wanted = chances * random.uniform()
  let k = 0
  for (; k < u.length - 1; k++) {
    wanted -= chance(u[k], small)
    if (wanted < 0) break
  }
  return k
}

function drawByAmount(u: Float64Array, scale: number, random: Random): i32 {
  let wanted = scale * random.uniform()
  let k = 0
  for (; k < u.length - 1; k++) {
    wanted -= u[k]
    if (wanted < 0) break
  }
  return k
}
