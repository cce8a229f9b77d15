import type { Interval } from '../contract.ts'
import { nonNegativeLeastSquares, roomFor } from '../numeric/nnls.ts'
import { nodesInRange, type Problem } from '../problem.ts'

/** The 95 % point of chi2 with one degree of freedom. */
const chi2Rise = 3.841
/** Shares are found to this, or to where the square root of the rise of chi2 is right to that. */
const [precision, rootAccuracy] = [2e-4, 1e-3]

/**
 * Which weights the curve alone leaves possible, whatever the prior: the profile likelihood of a share.
 *
 * The interval of a share t of a group G holds the values at which the best ensemble with that share, u >= 0 with sum_G u = t sum u, has
 * a chi2 of at most the least of all plus 3.84 (f/f0)^2; background and hydration are at their best in each, as they are integrated
 * out of `reduced`. The ensembles with a share t are sums of the rays t A_l + (1 - t) A_j, l in G and j outside, so that each value is
 * one non-negative least squares; those with chi2 below a limit are convex, so that the values are one interval.
 *
 * With c1 at nodes the least chi2 is that of all nodes within the range, with the prior of c1, and an interval reaches as far as that of any of them.
 *
 * Chemical shifts join as rows (Z_k - z)/c: their misfit at the posterior scale c, which the curve fixes well.
 *
 * @param problem the whole library: what a selection dropped may still be possible
 * @param scale posterior mean of c
 * @param spread f/f0
 * @returns the interval of the weight of a group of models (indices, at least one)
 * A call is some 8 least squares of the few models that ever have an amount in them, each begun near its end: O(K r) a step.
 */
export function possibleShares(
  problem: Problem,
  scale: number,
  spread: number,
): (members: readonly number[]) => Interval {
  const most = Math.max(...problem.nodes.map(node => node.logPrior))
  const fits = nodesInRange(problem).map(node => {
    const { columns, data } = stacked(node.reduced, problem, scale)
    const best = nonNegativeLeastSquares(columns, data)
    const cost = best.squared + node.reduced.outside + 2 * spread * spread * (most - node.logPrior)
    return { columns, data, best, cost }
  })
  const least = Math.min(...fits.map(({ cost }) => cost))
  const within = fits.flatMap(({ cost, ...fit }) => {
    const room = chi2Rise * spread * spread - (cost - least)
    return room > 0 ? [sharesIn(fit, Math.sqrt(room))] : []
  })
  return members => {
    const intervals = within.map(sharesOf => sharesOf(members))
    return {
      lower: Math.min(...intervals.map(({ lower }) => lower)),
      upper: Math.max(...intervals.map(({ upper }) => upper)),
    }
  }
}

/** The shares in one node, where chi2 may rise by the square of `rise`. */
function sharesIn(
  {
    columns,
    data,
    best,
  }: Pick<ReturnType<typeof stacked>, 'columns' | 'data'> & {
    best: ReturnType<typeof nonNegativeLeastSquares>
  },
  rise: number,
): (members: readonly number[]) => Interval {
  const total = best.amounts.reduce((sum, u) => sum + u, 0)
  const modelCount = best.amounts.length
  const excess = (squared: number) => Math.sqrt(Math.max(0, squared - best.squared)) - rise
  const useful = new Set(best.amounts.keys().filter(k => best.amounts[k] > 0))
  const isMember = new Uint8Array(modelCount)
  const room = roomFor(columns, data.length)
  return members => {
    if (members.length === modelCount) return { lower: 1, upper: 1 }
    isMember.fill(0)
    for (const k of members) isMember[k] = 1
    const share = members.reduce((sum, k) => sum + best.amounts[k], 0) / total
    const ensemble = new SharedEnsemble(columns, data, isMember, best.amounts, share, useful)
    const endTowards = (outer: number, atOuter: number) => {
      for (let [inner, atInner] = [share, -rise]; ; ) {
        const end = rootBetween(t => excess(ensemble.squaredAt(t)), inner, atInner, outer, atOuter)
        if (!ensemble.widenAt(end)) return end
        // With more models an ensemble fits better: the end lies further out.
        const atEnd = excess(ensemble.squaredAt(end))
        if (Math.abs(atEnd) < rootAccuracy || Math.abs(outer - end) < precision) return end
        if (atEnd < 0) [inner, atInner] = [end, atEnd]
      }
    }
    const without = () => excess(nonNegativeLeastSquares(columns, data, { without: isMember, room }).squared)
    const alone = () => excess(nonNegativeLeastSquares(rowsOf(columns, data.length, members), data).squared)
    const [atNone, atAll] = [share > 0 ? without() : -rise, share < 1 ? alone() : -rise]
    return {
      lower: atNone <= 0 ? 0 : endTowards(0, atNone),
      upper: atAll <= 0 ? 1 : endTowards(1, atAll),
    }
  }
}

/** The posterior's interval and what is possible, together. */
export function joined({ q025, q975 }: { q025: number; q975: number }, possible: Interval): Interval {
  return { lower: Math.min(q025, possible.lower), upper: Math.max(q975, possible.upper) }
}

/**
 * The best ensemble in which a group of models has a given share: the least squares over rays, from those in use before. Of a large library nearly all models are never
 * of use, so that all are asked only where an end was found with those that ever were, for any group.
 */
class SharedEnsemble {
  /** The models whose rays are tried, of the group and of the others: those that ever made a fit better. */
  #members: number[] = []
  #others: number[] = []
  /** Of every ray, [members, others]. */
  #amounts: Float64Array

  constructor(
    readonly columns: Float64Array,
    readonly data: Float64Array,
    /** 1 for the models of the group, [K]. */
    readonly isMember: Uint8Array,
    best: Float64Array,
    share: number,
    /** The models that were of use for any group; those found here are added. */
    readonly useful: Set<number>,
  ) {
    for (const k of useful) if (best[k] > 0) (isMember[k] ? this.#members : this.#others).push(k)
    if (share === 0) this.#members = [isMember.indexOf(1)]
    if (share === 1) this.#others = [isMember.indexOf(0)]
    this.#amounts = pairedAmounts(
      this.#members.map(l => (share > 0 ? best[l] / share : 0)),
      this.#others.map(j => (share < 1 ? best[j] / (1 - share) : 0)),
    )
  }

  /** chi2 of the best ensemble with share t of the models that were of use, less what lies outside the directions. */
  squaredAt(t: number): number {
    return this.#bestOf(t, false)
  }

  /** Whether other models of the library make the ensemble with share t better; they are of use from then on. */
  widenAt(t: number): boolean {
    const before = this.useful.size
    this.#bestOf(t, true)
    return this.useful.size > before
  }

  #bestOf(t: number, ofAll: boolean): number {
    for (;;) {
      const { amounts, residual, squared } = nonNegativeLeastSquares(this.#rays(t), this.data, {
        start: this.#amounts,
      })
      this.#amounts = amounts
      const [l, j] = this.#steepest(ofAll, residual)
      const known = this.#members.includes(l) && this.#others.includes(j)
      if (known || !this.#helps(l, j, t, residual)) return squared
      this.#add(l, j)
    }
  }

  #rays(t: number): Float64Array {
    const width = this.data.length
    const rays = new Float64Array(this.#members.length * this.#others.length * width)
    let at = 0
    for (const l of this.#members)
      for (const j of this.#others)
        for (let i = 0; i < width; i++)
          rays[at++] = t * this.columns[l * width + i] + (1 - t) * this.columns[j * width + i]
    return rays
  }

  /** The model of the group and the other one that would lower the misfit fastest: of all, or of those that were of use. */
  #steepest(ofAll: boolean, residual: Float64Array): [number, number] {
    let [member, other] = [this.#members[0], this.#others[0]]
    let [most, mostOfOthers] = [this.#slope(member, residual), this.#slope(other, residual)]
    const look = (k: number) => {
      const slope = this.#slope(k, residual)
      if (this.isMember[k] === 1) {
        if (slope > most) [member, most] = [k, slope]
      } else if (slope > mostOfOthers) [other, mostOfOthers] = [k, slope]
    }
    // By number: an iterator over thousands of models makes an object for each.
    if (ofAll) for (let k = 0; k < this.isMember.length; k++) look(k)
    else for (const k of this.useful) look(k)
    return [member, other]
  }

  #slope(k: number, residual: Float64Array): number {
    let sum = 0
    for (let i = 0; i < residual.length; i++) sum += this.columns[k * residual.length + i] * residual[i]
    return sum
  }

  /** Whether the misfit falls along the ray of l and j by more than rounding. */
  #helps(l: number, j: number, t: number, residual: Float64Array): boolean {
    const width = this.data.length
    let [square, whole] = [0, 0]
    for (let i = 0; i < width; i++) {
      square += (t * this.columns[l * width + i] + (1 - t) * this.columns[j * width + i]) ** 2
      whole += this.data[i] ** 2
    }
    const slope = t * this.#slope(l, residual) + (1 - t) * this.#slope(j, residual)
    return slope > 1e-9 * Math.sqrt(square * whole)
  }

  #add(l: number, j: number): void {
    const before = this.#others.length
    for (const [models, k] of [
      [this.#members, l],
      [this.#others, j],
    ] as const) {
      if (models.includes(k)) continue
      models.push(k)
      this.useful.add(k)
    }
    const amounts = new Float64Array(this.#members.length * this.#others.length)
    this.#amounts.forEach((amount, ray) => {
      amounts[Math.floor(ray / before) * this.#others.length + (ray % before)] = amount
    })
    this.#amounts = amounts
  }
}

/**
 * Amounts of pairs whose sums by row and by column are given, with no more pairs in use than rows and columns: the corner rule of
 * transport problems. Where one side is all 0, the other has its own amounts with the first of it.
 */
function pairedAmounts(rows: number[], columns: number[]): Float64Array {
  const amounts = new Float64Array(rows.length * columns.length)
  const [left, right] = [rows.slice(), columns.slice()]
  if (rows.every(amount => amount === 0)) left[0] = Number.POSITIVE_INFINITY
  if (columns.every(amount => amount === 0)) right[0] = Number.POSITIVE_INFINITY
  for (let [a, b] = [0, 0]; a < rows.length && b < columns.length; ) {
    const amount = Math.min(left[a], right[b])
    amounts[a * columns.length + b] = amount
    left[a] -= amount
    right[b] -= amount
    if (left[a] < right[b]) a++
    else b++
  }
  return amounts
}

/** Where a function that is below 0 at `inner` and above at `outer` crosses 0, by false position (Illinois), to `precision`. */
function rootBetween(
  f: (t: number) => number,
  inner: number,
  atInner: number,
  outer: number,
  atOuter: number,
): number {
  let [a, fa, b, fb] = [inner, atInner, outer, atOuter]
  let side = 0
  while (Math.abs(b - a) > precision) {
    const t = (a * fb - b * fa) / (fb - fa)
    const value = f(t)
    if (Math.abs(value) < rootAccuracy) return t
    if (value > 0) {
      ;[b, fb] = [t, value]
      if (side > 0) fa /= 2
      side = 1
    } else {
      ;[a, fa] = [t, value]
      if (side < 0) fb /= 2
      side = -1
    }
  }
  return b
}

/** Curves, and chemical shifts where there are any, as one least squares in u. */
function stacked(
  reduced: Problem['reduced'],
  { reducedShifts, modelCount }: Pick<Problem, 'reducedShifts' | 'modelCount'>,
  scale: number,
) {
  if (!reducedShifts) return { columns: reduced.coordinates, data: reduced.data }
  const width = reduced.rank + reducedShifts.rank
  const columns = new Float64Array(modelCount * width)
  for (let k = 0; k < modelCount; k++) {
    columns.set(rowsOf(reduced.coordinates, reduced.rank, [k]), k * width)
    for (let j = 0; j < reducedShifts.rank; j++)
      columns[k * width + reduced.rank + j] =
        (reducedShifts.coordinates[k * reducedShifts.rank + j] - reducedShifts.data[j]) / scale
  }
  const data = new Float64Array(width)
  data.set(reduced.data)
  return { columns, data }
}

function rowsOf(table: Float64Array, width: number, rows: readonly number[]): Float64Array {
  const taken = new Float64Array(rows.length * width)
  rows.forEach((row, i) => {
    taken.set(table.subarray(row * width, (row + 1) * width), i * width)
  })
  return taken
}
