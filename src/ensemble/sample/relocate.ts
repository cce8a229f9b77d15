import { exp, ln } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import { addScaled } from '../numeric/vectors.ts'
import { drawByMass, weighModels } from './masses.ts'
import { drawPositiveNormal } from './normal.ts'
import { scalePrecision, type Target } from './target.ts'
import { activeAmount, type Walker } from './walker.ts'

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
  const coordinates = walker.curves.coordinates
  const rank = walker.curves.rank
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
  const left = exp(logLeft)
  const taken = before - left
  if (!(taken > 0)) return

  addScaled(-taken, coordinates, from * rank, residual, 0, rank)
  const rest = Math.max(scale - taken, 0)
  const precision = scalePrecision(target, beta)
  const weight = beta * walker.precision
  const drawn = drawModel(target, walker, weight, precision * rest, precision, random)
  const to = drawn < 0 ? from : drawn
  const q = weight * walker.squares[to] + precision
  const given = drawPositiveNormal(-products[to] / q, 1 / Math.sqrt(q), random)
  const base = to === from ? left : u[to]
  const after = base + given
  const moved = rest + given

  let ratio = exp(walker.exponentSum * ln(scale / moved))
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
  logU[to] = ln(after)
  walker.scale = moved
  addScaled(given, coordinates, to * rank, residual, 0, rank)
}

/** Draws the model in proportion to a_k times the mass that its Gaussian has (`weighModels`); -1 where all masses vanish. */
function drawModel(
  target: Target,
  walker: Walker,
  weight: number,
  offset: number,
  precision: number,
  random: Random,
): i32 {
  const exponents = walker.exponents
  const masses = walker.scratch.masses
  weighModels(target, walker, weight, offset, precision, -1)
  let sum: number = 0
  for (let k = 0; k < masses.length; k++) {
    masses[k] *= exponents[k]
    sum += masses[k]
  }
  return drawByMass(masses, sum, random)
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
