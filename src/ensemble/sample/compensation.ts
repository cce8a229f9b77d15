import { exp, ln } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import { addScaled, dot, rowTimesMatrix } from '../numeric/vectors.ts'
import { type Orders, windowMax } from './orders.ts'
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
  /** So many coordinates of a curve are looked at: see Orders. */
  rank: i32 = 0
  /** The members of B, and how many. */
  base!: Int32Array
  baseCount: i32 = 0
  /** All large members but the one that moves; B is all of these, or `baseMax` of them at random. */
  largeCount: i32 = 0
  /** Amounts u_B0 and curve A u - z of the end of the lines at s = 0. */
  amounts!: Float64Array
  rest!: Float64Array
  /** (A_B'A_B + lambda I)^-1, [baseMax, baseRoom], and its factor. */
  inverse!: Float64Array
  factor!: Float64Array
  lambda: number = 0
  /** The curves of B side by side, and what of `rest` they do not imitate, [r, baseRoom]. */
  columns!: Float64Array
  /** The products of the curve of one model with these, and its M_k, [baseRoom] each. */
  products!: Float64Array
  shares!: Float64Array
  /** 1 over what each member of B has above `largeAmount`, below 0 where it has less. */
  reaches!: Float64Array
  /** The models weighed, and how many. */
  window!: Int32Array
  windowCount: i32 = 0
  /** Of each of these b_k, q_k, the ends of s, and how likely it is chosen; 0 where it can take nothing. */
  slopes!: Float64Array
  curvatures!: Float64Array
  lowest!: Float64Array
  highest!: Float64Array
  chances!: Float64Array
  chanceSum: number = 0
  /** The residual at the end of a move. */
  moved!: Float64Array
}

/** Members that take up the slack at most. */
export const baseMax: i32 = 10
/** From row to row of matrices with a column for each of these, and one more: an even number. */
const baseRoom: i32 = 12

/** Room for a compensation. */
export function emptyCompensation(orders: Orders, rank: i32): Compensation {
  const compensation = new Compensation()
  compensation.rank = orders.rank
  compensation.base = new Int32Array(baseMax)
  compensation.amounts = new Float64Array(baseMax)
  compensation.rest = new Float64Array(rank)
  compensation.inverse = new Float64Array(baseMax * baseRoom)
  compensation.factor = new Float64Array(baseMax * baseMax)
  compensation.window = new Int32Array(windowMax)
  compensation.slopes = new Float64Array(windowMax)
  compensation.curvatures = new Float64Array(windowMax)
  compensation.lowest = new Float64Array(windowMax)
  compensation.highest = new Float64Array(windowMax)
  compensation.chances = new Float64Array(windowMax)
  compensation.columns = new Float64Array(rank * baseRoom)
  compensation.products = new Float64Array(baseRoom)
  compensation.shares = new Float64Array(baseRoom)
  compensation.reaches = new Float64Array(baseMax)
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

/** The inverse of A_B'A_B + lambda I by its Cholesky factor, of which the reciprocals of the diagonal are kept. */
function invert(walker: Walker, own: Compensation): boolean {
  const n = own.baseCount
  const factor = own.factor
  const inverse = own.inverse
  const coordinates = walker.curves.coordinates
  const rank = walker.curves.rank
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const product = dot(coordinates, own.base[i] * rank, coordinates, own.base[j] * rank, own.rank)
      const rest = product - dot(factor, i * baseMax, factor, j * baseMax, j)
      if (i > j) factor[i * baseMax + j] = rest * factor[j * baseMax + j]
      else {
        if (!(rest + own.lambda > 0)) return false
        factor[i * baseMax + i] = 1 / Math.sqrt(rest + own.lambda)
      }
    }
  // Column by column: L x = e_c, then L'x = x.
  for (let c = 0; c < n; c++) {
    const row = c * baseRoom
    for (let i = 0; i < c; i++) inverse[row + i] = 0
    for (let i = c; i < n; i++) {
      let sum: number = i === c ? 1 : 0
      for (let j = c; j < i; j++) sum -= factor[i * baseMax + j] * inverse[row + j]
      inverse[row + i] = sum * factor[i * baseMax + i]
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = inverse[row + i]
      for (let j = i + 1; j < n; j++) sum -= factor[j * baseMax + i] * inverse[row + j]
      inverse[row + i] = sum * factor[i * baseMax + i]
    }
  }
  return true
}

/** `shares` from `products`. */
function setShares(own: Compensation): void {
  const n = own.baseCount
  rowTimesMatrix(own.products, 0, n, own.inverse, baseRoom, inPairs(n), own.shares)
}

/** `products` and `shares` of a model. O(baseMax r). */
function setProducts(walker: Walker, own: Compensation, k: i32): void {
  const rank = walker.curves.rank
  const width = inPairs(own.baseCount + 1)
  rowTimesMatrix(walker.curves.coordinates, k * rank, own.rank, own.columns, baseRoom, width, own.products)
  setShares(own)
}

function inPairs(count: i32): i32 {
  return (count + 1) & ~1
}

/** Gives B what model k had, t: the end of the lines at s = 0. */
export function giveToBase(target: Target, walker: Walker, own: Compensation, k: i32, t: number): void {
  const n = own.baseCount
  const coordinates = walker.curves.coordinates
  const rank = walker.curves.rank
  for (let j = 0; j < rank; j++) own.rest[j] = walker.residual[j]
  for (let i = 0; i < n; i++)
    for (let j = 0; j < own.rank; j++) own.columns[j * baseRoom + i] = coordinates[own.base[i] * rank + j]
  if (k >= 0) {
    setProducts(walker, own, k)
    addScaled(-t, coordinates, k * rank, own.rest, 0, rank)
    for (let i = 0; i < n; i++) {
      const more = t * own.shares[i]
      own.amounts[i] += more
      addScaled(more, coordinates, own.base[i] * rank, own.rest, 0, rank)
    }
  }
  rowTimesMatrix(own.rest, 0, own.rank, own.columns, baseRoom, inPairs(n), own.products)
  setShares(own)
  for (let j = 0; j < own.rank; j++)
    own.columns[j * baseRoom + n] = own.rest[j] - dot(own.columns, j * baseRoom, own.shares, 0, n)
  for (let i = 0; i < n; i++) own.reaches[i] = 1 / (own.amounts[i] - largeAmount(target))
}

/** Logarithm of a relative probability below which a model is passed over. */
const hopeless: number = -16
/** Where B sets no upper end. */
const noEnd: number = 1e100

/**
 * Weighs the models of the window: those outside, and `also` (-1 for none). Each is chosen in proportion to about the integral of its Gaussian
 * over the amounts that it may have, which is its height times a width; the exact one enters the ratio of the move (`logChanceOfAmount`).
 * O(windowMax baseMax (r + baseMax)).
 */
export function weighWindow(target: Target, walker: Walker, weight: number, also: i32): void {
  const own = walker.scratch.compensation!
  const reference = 0.1 * target.scalePriorSd
  const least = 1e-4 / (reference * reference)
  let best: number = -Infinity
  for (let w = 0; w < own.windowCount; w++) {
    const k = own.window[w]
    own.chances[w] = -Infinity
    if ((k !== also && walker.logU[k] > -Infinity) || !setLine(walker, own, w, weight, least)) continue
    const mode = Math.min(own.highest[w], Math.max(own.lowest[w], -own.slopes[w] / own.curvatures[w]))
    const peak = exponentAt(own, w, mode)
    own.chances[w] = peak
    best = Math.max(best, peak)
  }
  own.chanceSum = 0
  for (let w = 0; w < own.windowCount; w++) {
    const height = own.chances[w] - best
    own.chances[w] = height < hopeless || !(height > -Infinity) ? 0 : exp(height) * widthOf(own, w)
    own.chanceSum += own.chances[w]
  }
}

/** b, q and the ends of s of the model at place w. False where it can take nothing. */
function setLine(walker: Walker, own: Compensation, w: i32, weight: number, least: number): boolean {
  const n = own.baseCount
  const k = own.window[w]
  setProducts(walker, own, k)
  const square = walker.squares[k]
  let imitated: number = 0
  let low: number = 0
  let steepest: number = 0
  for (let i = 0; i < n; i++) {
    const share = own.shares[i]
    imitated += share * (own.products[i] + own.lambda * share)
    const steepness = share * own.reaches[i]
    if (own.reaches[i] > 0) steepest = Math.max(steepest, steepness)
    else if (steepness > 0) low = Math.max(low, 1 / steepness)
    else return false
  }
  own.slopes[w] = weight * own.products[n]
  own.curvatures[w] = weight * Math.max(square - imitated, 1e-9 * square) + least
  own.lowest[w] = low
  own.highest[w] = steepest > 0 ? 1 / steepest : noEnd
  return own.highest[w] > low
}

/**
 * About the integral of the Gaussian of the model at place w over its height, on each side of the highest point: Mills' ratio of the slope there,
 * and no more than what lies between there and the end.
 */
function widthOf(own: Compensation, w: i32): number {
  const q = own.curvatures[w]
  const low = own.lowest[w]
  const high = own.highest[w]
  const mode = -own.slopes[w] / q
  const halfWidth = 1.2533141373155003 / Math.sqrt(q)
  if (mode > low && mode < high) {
    const below = mode - low
    const above = high - mode
    return halfWidth * (below / (below + halfWidth) + above / (above + halfWidth))
  }
  const slope = q * (mode > low ? mode - high : low - mode)
  const width = 2 / (slope + Math.sqrt(slope * slope + 2.5464790894703255 * q))
  const room = high - low
  return (width * room) / (width + room)
}

/** The logarithm of D, where D e^(-b s - q s^2/2) is the density with which the model at place w and its amount s are drawn. */
export function logChanceOfAmount(own: Compensation, w: i32): number {
  const low = own.lowest[w]
  const slope = own.slopes[w] + own.curvatures[w] * low
  const logMass =
    logSegment(slope, own.curvatures[w], own.highest[w] - low) -
    low * (own.slopes[w] + 0.5 * own.curvatures[w] * low)
  return ln(own.chances[w] / own.chanceSum) - logMass
}

/** A place in the window by the chances; -1 where all are 0. */
export function drawPlace(own: Compensation, random: Random): i32 {
  let wanted = own.chanceSum * random.uniform()
  for (let w = 0; w < own.windowCount; w++) {
    if (own.chances[w] === 0) continue
    wanted -= own.chances[w]
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
  const n = own.baseCount
  for (let j = 0; j < rank; j++) own.moved[j] = own.rest[j]
  if (w >= 0) {
    setProducts(walker, own, own.window[w])
    addScaled(s, coordinates, own.window[w] * rank, own.moved, 0, rank)
  }
  for (let i = 0; i < n; i++) {
    if (w >= 0) {
      const less = s * own.shares[i]
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
