import { exp, ln } from '../numeric/elementary.ts'
import type { Exchange } from './exchange.ts'
import { drawPath, squareOf } from './kalmanFilter.ts'
import { logLikelihood, type Overlap } from './likelihood.ts'
import { ellipse, shrink, slice } from './slice.ts'

/** Where two models weigh less than this together in every curve, the data do not see them. */
const negligible = 1e-5

/** A few models at all curves, and where they would be. */
export class Members {
  /** log sum over all models of e^z, [T], which no move changes. */
  private readonly logTotals: Float64Array
  /** Weights of the members, [T, M], as they are, and as tried. */
  private readonly was: Float64Array
  private readonly tried: Float64Array
  /** What they weigh together, and the logarithm of their sum of e^z, [T], which no move changes either. */
  private readonly sums: Float64Array
  private readonly logSums: Float64Array
  /** Their log weights as tried, [M][T]. */
  private readonly paths: Float64Array[]
  /** Products of their curves with the mixture, with the data and with each other: [T, M], [T, M], [T, M, M]. */
  private readonly along: Float64Array
  private readonly products: Float64Array
  private readonly squares: Float64Array

  constructor(
    private readonly all: Exchange,
    private readonly members: number[],
  ) {
    const { problem, weights, z } = all
    const { curves, modelCount } = problem
    const size = members.length
    const cells = () => new Float64Array(curves.length * size)
    ;[this.was, this.tried, this.along, this.products] = [cells(), cells(), cells(), cells()]
    this.squares = new Float64Array(curves.length * size * size)
    this.paths = members.map(() => new Float64Array(curves.length))
    this.logTotals = new Float64Array(curves.length)
    this.sums = new Float64Array(curves.length)
    this.logSums = new Float64Array(curves.length)
    for (let t = 0; t < curves.length; t++) {
      const { coordinates, rank } = curves[t]!
      const { squares, withData } = all.products[t]!
      const v = all.mixtures[t]!
      let heaviest = 0
      for (let m = 0; m < size; m++) {
        const k = members[m]!
        const at = t * size + m
        this.was[at] = weights[t * modelCount + k]!
        this.sums[t]! += this.was[at]!
        if (this.was[t * size + heaviest]! < this.was[at]!) heaviest = m
        let sum = 0
        for (let r = 0, c = k * rank; r < rank; r++, c++) sum += coordinates[c]! * v[r]!
        this.along[at] = sum
        this.products[at] = withData[k]!
        for (let n = 0; n < size; n++) this.squares[at * size + n] = squares[k * modelCount + members[n]!]!
      }
      this.logTotals[t] = z[t * modelCount + members[heaviest]!]! - ln(this.was[t * size + heaviest]!)
      this.logSums[t] = this.logTotals[t]! + ln(this.sums[t]!)
    }
  }

  /** Whether the data see any of them anywhere; no move changes that. */
  isSeen(): boolean {
    return this.sums.some(sum => sum > negligible)
  }

  /** Metropolis: each takes the other's place. */
  swap(): void {
    const { z, random } = this.all
    const difference = (t: number) => this.difference(z, t)
    const before = this.pairDensity(difference)
    const after = this.pairDensity(t => -difference(t))
    if (ln(random.uniform()) < after - before) this.take()
  }

  /** A slice of d along a path. */
  shift(path: (t: number) => number): void {
    const { z, random } = this.all
    const density = (by: number) => this.pairDensity(t => this.difference(z, t) + by * path(t))
    density(slice(0, density, 1, random))
    this.take()
  }

  /**
   * Another path of d from the process, on an ellipse. The prior of z_i and z_j is that of d, Normal with twice the covariance, times that of z_i + z_j, which
   * bends where the two cross.
   */
  redraw(): void {
    const { z, random, filter, amplitude, problem } = this.all
    const count = problem.curves.length
    const other = drawPath(filter, Math.SQRT2 * amplitude, random)
    const was = Float64Array.from({ length: count }, (_, t) => this.difference(z, t))
    const sum = new Float64Array(count)
    ellipse((cosine, sine) => {
      this.split(t => cosine * was[t]! + sine * other[t]!)
      for (let t = 0; t < count; t++) sum[t] = this.paths[0]![t]! + this.paths[1]![t]!
      return this.likelihood() - 0.25 * this.roughness(sum)
    }, random)
    this.take()
  }

  /** A slice along g_i -> g_i - x, and what goes to the others in the shares in which they stand in for it. */
  slide(path: (t: number) => number): void {
    const { was } = this
    const count = this.logTotals.length
    const share = this.standIn()
    const line = [-1, share, 1 - share]
    let [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
    for (let t = 0; t < count; t++)
      line.forEach((slope, m) => {
        const end = -was[t * 3 + m]! / (slope * path(t))
        if (slope > 0) least = Math.max(least, end)
        if (slope < 0) most = Math.min(most, end)
      })
    if (!(least < 0 && most > 0)) return
    const density = (x: number) => {
      let volume = 0
      for (let t = 0; t < count; t++)
        line.forEach((slope, m) => {
          const w = was[t * 3 + m]! + x * slope * path(t)
          this.tried[t * 3 + m] = w
          const logWeight = w > 0 ? ln(w) : Number.NEGATIVE_INFINITY
          this.paths[m]![t] = logWeight + this.logTotals[t]!
          volume += logWeight
        })
      return Number.isFinite(volume) ? this.density() - volume : Number.NEGATIVE_INFINITY
    }
    density(shrink(0, density, least, most, this.all.random))
    this.take()
  }

  /**
   * A slice along g_i -> f g_i, the rest going to the others likewise: the first leaves them its path, or takes one out of theirs. The maps are
   * a group in f with determinant f at each curve, so log f is sliced with f^T times the posterior of g.
   */
  hand(): void {
    const { was } = this
    const count = this.logTotals.length
    const share = this.standIn()
    const density = (x: number) => {
      const f = exp(x)
      let volume = 0
      for (let t = 0; t < count; t++) {
        const rest = was[t * 3]! * (1 - f)
        const now = [was[t * 3]! * f, was[t * 3 + 1]! + share * rest, was[t * 3 + 2]! + (1 - share) * rest]
        for (let m = 0; m < 3; m++) {
          const w = now[m]!
          if (!(w > 0)) return Number.NEGATIVE_INFINITY
          this.tried[t * 3 + m] = w
          this.paths[m]![t] = ln(w) + this.logTotals[t]!
          volume += ln(w)
        }
      }
      return this.density() - volume + count * x
    }
    if (!Number.isFinite(density(0))) return
    density(slice(0, density, 2, this.all.random))
    this.take()
  }

  private difference(z: Float64Array, t: number): number {
    const at = t * this.all.problem.modelCount
    return z[at + this.members[0]!]! - z[at + this.members[1]!]!
  }

  private pairDensity(difference: (t: number) => number): number {
    this.split(difference)
    return this.density()
  }

  /** Tries d of two that weigh together what they do. */
  private split(difference: (t: number) => number): void {
    for (let t = 0; t < this.logTotals.length; t++) {
      const together = this.sums[t]!
      const d = difference(t)
      const e = exp(-Math.abs(d))
      const [larger, smaller] = d > 0 ? [0, 1] : [1, 0]
      const logLarger = this.logSums[t]! - ln(1 + e)
      this.paths[larger]![t] = logLarger
      this.paths[smaller]![t] = logLarger - Math.abs(d)
      this.tried[2 * t + larger] = together / (1 + e)
      this.tried[2 * t + smaller] = (together * e) / (1 + e)
    }
  }

  /** Logarithm of the posterior of what is tried, in z, but for what does not change. */
  private density(): number {
    return this.paths.reduce((sum, path) => sum - 0.5 * this.roughness(path), this.likelihood())
  }

  private likelihood(): number {
    const { problem, errorScales } = this.all
    const overlap = { g: 0, b: 0 }
    let sum = 0
    for (let t = 0; t < problem.curves.length; t++) {
      this.look(t, overlap)
      sum += logLikelihood(problem.curves[t]!, overlap, errorScales[t]!)
    }
    return sum
  }

  /** What the process makes of a path: its square over the covariance. */
  private roughness(path: Float64Array): number {
    const { filter, amplitude } = this.all
    return squareOf(filter, path) / (amplitude * amplitude)
  }

  /** Fills the overlap of the mixture with the weights that are tried. */
  private look(t: number, overlap: Overlap): void {
    const { was, tried, squares } = this
    const size = this.members.length
    const first = t * size
    let { g, b } = this.all.overlaps[t]!
    for (let m = 0; m < size; m++) {
      const at = first + m
      const step = tried[at]! - was[at]!
      let along = 2 * this.along[at]!
      for (let n = 0; n < size; n++) along += (tried[first + n]! - was[first + n]!) * squares[at * size + n]!
      b += step * this.products[at]!
      g += step * along
    }
    overlap.g = g
    overlap.b = b
  }

  /** The share of the second in the mixture of second and third that is most like the first, over all curves. */
  private standIn(): number {
    let [product, square] = [0, 0]
    for (let t = 0; t < this.logTotals.length; t++) {
      const of = (m: number, n: number) => this.squares[(t * 3 + m) * 3 + n]!
      product += of(0, 1) - of(0, 2) - of(1, 2) + of(2, 2)
      square += of(1, 1) - 2 * of(1, 2) + of(2, 2)
    }
    return square > 0 ? product / square : 0.5
  }

  /** Goes to what was tried last. */
  private take(): void {
    const { problem, z, weights, mixtures, overlaps } = this.all
    const { modelCount, curves } = problem
    for (let t = 0; t < overlaps.length; t++) {
      this.look(t, overlaps[t]!)
      const { coordinates, rank } = curves[t]!
      this.members.forEach((k, m) => {
        const step = this.tried[t * this.members.length + m]! - this.was[t * this.members.length + m]!
        for (let r = 0; r < rank; r++) mixtures[t]![r]! += step * coordinates[k * rank + r]!
        z[t * modelCount + k] = this.paths[m]![t]!
        weights[t * modelCount + k] = this.tried[t * this.members.length + m]!
      })
    }
  }
}
