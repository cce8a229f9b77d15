import { exp, ln } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import { addScaled, dot } from '../numeric/vectors.ts'
import { windowMax } from './orders.ts'
import { drawOnSegment, logSegment } from './segment.ts'
import type { Target } from './target.ts'
import type { Walker } from './walker.ts'

/**
 * How models would take an amount while the large members take up the slack.
 *
 * B are members with more than `largeAmount`, A_B their curves. Where model k gains s, B gives up s M_k, which keeps the curve as it was as far
 * as B can:
 *
 *     M_k = (A_B'A_B + lambda I)^-1 A_B'A_k          u_B = u_B0 - s M_k
 *
 * a shear, of Jacobian 1. Along this line the likelihood is a Gaussian in s, exp(-b_k s - q_k s^2/2), in which only that part of the curve counts
 * that B cannot imitate; so a model may come in with a large amount at once. s ends where a member of B would cease to be large.
 */
export class Compensation {
  /** The members of B, and how many. */
  base!: Int32Array
  baseCount: i32 = 0
  /** All large members but the one that moves; B is all of these, or `baseMax` of them at random. */
  largeCount: i32 = 0
  /** Amounts u_B0 and curve A u - z of the end of the lines at s = 0; A_B' times that curve. */
  amounts!: Float64Array
  rest!: Float64Array
  restProducts!: Float64Array
  /** (A_B'A_B + lambda I)^-1, [baseMax, baseMax], and its factor. */
  inverse!: Float64Array
  factor!: Float64Array
  lambda: number = 0
  /** The models weighed, and how many. */
  window!: Int32Array
  windowCount: i32 = 0
  /** Of each of these M_k [windowMax, baseMax], b_k, q_k, the ends of s, and the logarithm of its mass, -Infinity where it can take nothing. */
  shares!: Float64Array
  slopes!: Float64Array
  curvatures!: Float64Array
  lowest!: Float64Array
  highest!: Float64Array
  logMasses!: Float64Array
  /** The logarithm of the sum of the masses. */
  logSum: number = 0
  /** A_B'A_k of one model, and the residual at the end of a move. */
  products!: Float64Array
  moved!: Float64Array
}

/** Members that take up the slack at most. */
export const baseMax: i32 = 10

/** Room for a compensation. */
export function emptyCompensation(rank: i32): Compensation {
  const compensation = new Compensation()
  compensation.base = new Int32Array(baseMax)
  compensation.amounts = new Float64Array(baseMax)
  compensation.rest = new Float64Array(rank)
  compensation.restProducts = new Float64Array(baseMax)
  compensation.inverse = new Float64Array(baseMax * baseMax)
  compensation.factor = new Float64Array(baseMax * baseMax)
  compensation.window = new Int32Array(windowMax)
  compensation.shares = new Float64Array(windowMax * baseMax)
  compensation.slopes = new Float64Array(windowMax)
  compensation.curvatures = new Float64Array(windowMax)
  compensation.lowest = new Float64Array(windowMax)
  compensation.highest = new Float64Array(windowMax)
  compensation.logMasses = new Float64Array(windowMax)
  compensation.products = new Float64Array(baseMax)
  compensation.moved = new Float64Array(rank)
  return compensation
}

/** Above this a member takes up slack: a hundredth of the expected scale. */
export function largeAmount(target: Target): number {
  return 1e-3 * target.scalePriorSd
}

/** How far, as a share of the expected scale, the amounts of B are let go: what keeps equal models apart. */
const looseness: number = 0.3

/** Chooses B among the large members but `mover` (-1 for none), and gets the inverse ready. False where there is none. O(r baseMax^2). */
export function chooseBase(
  target: Target,
  walker: Walker,
  weight: number,
  mover: i32,
  random: Random,
): boolean {
  const own = walker.scratch.compensation!
  const active = walker.scratch.active
  const large = largeAmount(target)
  let count: i32 = 0
  for (let i = 0; i < walker.memberCount; i++) {
    const k = walker.members[i]
    if (k !== mover && walker.u[k] > large) active[count++] = k
  }
  own.largeCount = count
  const n = Math.min(count, baseMax) as i32
  own.baseCount = n
  if (n === 0) return false
  for (let i = 0; i < n; i++) {
    if (count > baseMax) {
      const j = i + random.integer(count - i)
      const picked = active[j]
      active[j] = active[i]
      active[i] = picked
    }
    own.base[i] = active[i]
    own.amounts[i] = walker.u[active[i]]
  }
  const reach = looseness * 0.1 * target.scalePriorSd
  own.lambda = 1 / (weight * reach * reach)
  return invert(walker, own)
}

/** The inverse of A_B'A_B + lambda I by its Cholesky factor. */
function invert(walker: Walker, own: Compensation): boolean {
  const n = own.baseCount
  const factor = own.factor
  const inverse = own.inverse
  const coordinates = walker.curves.coordinates
  const rank = walker.curves.rank
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const product = dot(coordinates, own.base[i] * rank, coordinates, own.base[j] * rank, rank)
      const rest = product - dot(factor, i * baseMax, factor, j * baseMax, j)
      if (i > j) factor[i * baseMax + j] = rest / factor[j * baseMax + j]
      else {
        if (!(rest + own.lambda > 0)) return false
        factor[i * baseMax + i] = Math.sqrt(rest + own.lambda)
      }
    }
  // Column by column: L x = e_c, then L'x = x.
  for (let c = 0; c < n; c++) {
    const row = c * baseMax
    for (let i = 0; i < n; i++) {
      let sum: number = i === c ? 1 : 0
      for (let j = 0; j < i; j++) sum -= factor[i * baseMax + j] * inverse[row + j]
      inverse[row + i] = sum / factor[i * baseMax + i]
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = inverse[row + i]
      for (let j = i + 1; j < n; j++) sum -= factor[j * baseMax + i] * inverse[row + j]
      inverse[row + i] = sum / factor[i * baseMax + i]
    }
  }
  return true
}

/** M_k of a model into `shares` at `at`, with A_B'A_k left in `products`. O(baseMax r). */
export function setShares(walker: Walker, own: Compensation, k: i32, at: i32): void {
  const n = own.baseCount
  const coordinates = walker.curves.coordinates
  const rank = walker.curves.rank
  for (let i = 0; i < n; i++)
    own.products[i] = dot(coordinates, own.base[i] * rank, coordinates, k * rank, rank)
  for (let i = 0; i < n; i++) own.shares[at + i] = dot(own.inverse, i * baseMax, own.products, 0, n)
}

/** Gives B what model k had, t: the end of the lines at s = 0. */
export function giveToBase(walker: Walker, own: Compensation, k: i32, t: number): void {
  const coordinates = walker.curves.coordinates
  const rank = walker.curves.rank
  for (let j = 0; j < rank; j++) own.rest[j] = walker.residual[j]
  if (k < 0) return
  setShares(walker, own, k, 0)
  addScaled(-t, coordinates, k * rank, own.rest, 0, rank)
  for (let i = 0; i < own.baseCount; i++) {
    const more = t * own.shares[i]
    own.amounts[i] += more
    addScaled(more, coordinates, own.base[i] * rank, own.rest, 0, rank)
  }
}

/** Logarithm of a relative probability below which a model is passed over. */
const hopeless: number = -16
/** Where B sets no upper end. */
const noEnd: number = 1e100

/** Weighs the models of the window: those outside, and `also` (-1 for none). O(windowMax baseMax (r + baseMax)). */
export function weighWindow(target: Target, walker: Walker, weight: number, also: i32): void {
  const own = walker.scratch.compensation!
  const n = own.baseCount
  const coordinates = walker.curves.coordinates
  const rank = walker.curves.rank
  const large = largeAmount(target)
  const reference = 0.1 * target.scalePriorSd
  const least = 1e-4 / (reference * reference)
  for (let i = 0; i < n; i++) own.restProducts[i] = dot(coordinates, own.base[i] * rank, own.rest, 0, rank)
  let best: number = -Infinity
  for (let w = 0; w < own.windowCount; w++) {
    const k = own.window[w]
    own.logMasses[w] = -Infinity
    if (k !== also && walker.logU[k] > -Infinity) continue
    const at = w * baseMax
    setShares(walker, own, k, at)
    const square = walker.squares[k]
    let q = square
    let b = dot(coordinates, k * rank, own.rest, 0, rank)
    let low: number = 0
    let high: number = noEnd
    for (let i = 0; i < n; i++) {
      const share = own.shares[at + i]
      q -= share * (own.products[i] + own.lambda * share)
      b -= share * own.restProducts[i]
      const room = own.amounts[i] - large
      if (share > 0) high = Math.min(high, room / share)
      else if (share < 0) low = Math.max(low, room / share)
    }
    if (!(high > low)) continue
    q = weight * Math.max(q, 1e-9 * square) + least
    b *= weight
    own.slopes[w] = b
    own.curvatures[w] = q
    own.lowest[w] = low
    own.highest[w] = high
    const mode = Math.min(high, Math.max(low, -b / q))
    const peak = -mode * (b + 0.5 * q * mode)
    own.logMasses[w] = peak
    best = Math.max(best, peak)
  }
  let sum: number = 0
  for (let w = 0; w < own.windowCount; w++) {
    if (own.logMasses[w] - best < hopeless || own.logMasses[w] === -Infinity) {
      own.logMasses[w] = -Infinity
      continue
    }
    const low = own.lowest[w]
    const slope = own.slopes[w] + own.curvatures[w] * low
    own.logMasses[w] =
      logSegment(slope, own.curvatures[w], own.highest[w] - low) -
      low * (own.slopes[w] + 0.5 * own.curvatures[w] * low)
    sum += exp(own.logMasses[w] - best)
  }
  own.logSum = best + ln(sum)
}

/** A place in the window in proportion to the masses; -1 where all are 0. */
export function drawPlace(own: Compensation, random: Random): i32 {
  if (!(own.logSum > -Infinity)) return -1
  let wanted = random.uniform()
  for (let w = 0; w < own.windowCount; w++) {
    if (own.logMasses[w] === -Infinity) continue
    wanted -= exp(own.logMasses[w] - own.logSum)
    if (wanted < 0) return w
  }
  return -1
}

/** An amount for the model at place w. */
export function drawAmount(own: Compensation, w: i32, random: Random): number {
  const low = own.lowest[w]
  const slope = own.slopes[w] + own.curvatures[w] * low
  return low + drawOnSegment(slope, own.curvatures[w], own.highest[w] - low, random)
}

/** The exponent -b s - q s^2/2 of the model at place w. */
export function exponentAt(own: Compensation, w: i32, s: number): number {
  return -s * (own.slopes[w] + 0.5 * own.curvatures[w] * s)
}

/** The place of model k in the window. */
export function placeOf(own: Compensation, k: i32): i32 {
  for (let w = 0; w < own.windowCount; w++) if (own.window[w] === k) return w
  return -1
}

/**
 * Takes s M_k from B for the model at place w, which gets s: `amounts` and `moved` are then those of the end of the move. -1 for the place: nobody
 * gets anything. False where a member of B is large no more.
 */
export function takeFromBase(target: Target, walker: Walker, own: Compensation, w: i32, s: number): boolean {
  const coordinates = walker.curves.coordinates
  const rank = walker.curves.rank
  const large = largeAmount(target)
  for (let j = 0; j < rank; j++) own.moved[j] = own.rest[j]
  if (w >= 0) addScaled(s, coordinates, own.window[w] * rank, own.moved, 0, rank)
  for (let i = 0; i < own.baseCount; i++) {
    if (w >= 0) {
      const less = s * own.shares[w * baseMax + i]
      own.amounts[i] -= less
      addScaled(-less, coordinates, own.base[i] * rank, own.moved, 0, rank)
    }
    if (!(own.amounts[i] > large)) return false
  }
  return true
}

/** What B changes by: the sum of log u'/u, and of u' - u. */
export function logGrowth(walker: Walker, own: Compensation): number {
  let product: number = 1
  for (let i = 0; i < own.baseCount; i++) product *= own.amounts[i] / walker.u[own.base[i]]
  return ln(product)
}
export function growth(walker: Walker, own: Compensation): number {
  let sum: number = 0
  for (let i = 0; i < own.baseCount; i++) sum += own.amounts[i] - walker.u[own.base[i]]
  return sum
}
