import { logLikelihood, mix, type Overlap, type SeriesCurve, unseen } from './likelihood.ts'
import { softmax } from './logRatios.ts'

/** What log weights make of every curve of a series, and how well that fits. */
export class Mixtures {
  /** [T, K]. */
  weights: Float64Array
  /** v = A w of each curve, and what its fit depends on. */
  each: Float64Array[]
  overlaps: Overlap[]
  /** log likelihood of all curves. */
  logLike = 0
  private readonly push: Float64Array

  constructor(
    private readonly curves: SeriesCurve[],
    private readonly modelCount: number,
  ) {
    this.weights = new Float64Array(curves.length * modelCount)
    this.each = curves.map(({ rank }) => new Float64Array(rank))
    this.overlaps = curves.map(() => ({ g: 0, b: 0 }))
    this.push = new Float64Array(Math.max(...curves.map(({ rank }) => rank)))
  }

  /** Goes to log weights z [T, K], with errors e^x times those of the problem. O(T K r). */
  look(z: Float64Array, errorScales: Float64Array): void {
    this.weights = softmax(z, this.modelCount)
    this.logLike = 0
    for (const [t, curve] of this.curves.entries()) {
      const overlap = mix(curve, this.weights, t * this.modelCount, this.each[t]!)
      this.overlaps[t] = overlap
      this.logLike += logLikelihood(curve, overlap, errorScales[t]!)
    }
  }

  /** The gradient of the log likelihood by z where `look` was last, into `slopes` [T, K]. */
  slope(errorScales: Float64Array, slopes: Float64Array): void {
    const { weights, push, modelCount } = this
    const slope = { g: 0, b: 0 }
    for (const [t, { coordinates, data, rank }] of this.curves.entries()) {
      const at = t * modelCount
      const v = this.each[t]!
      logLikelihood(this.curves[t]!, this.overlaps[t]!, errorScales[t]!, slope)
      for (let j = 0; j < rank; j++) push[j] = 2 * slope.g * v[j]! + slope.b * data[j]!
      let mean = 0
      for (let k = 0; k < modelCount; k++) {
        const w = weights[at + k]!
        let sum = 0
        if (w > unseen) for (let j = 0, c = k * rank; j < rank; j++, c++) sum += coordinates[c]! * push[j]!
        slopes[at + k] = sum
        mean += w * sum
      }
      for (let k = 0; k < modelCount; k++) slopes[at + k] = weights[at + k]! * (slopes[at + k]! - mean)
    }
  }

  /** What `restore` goes back to. */
  copy(): Pick<Mixtures, 'weights' | 'each' | 'overlaps' | 'logLike'> {
    const { weights, each, overlaps, logLike } = this
    return { weights, logLike, each: each.map(v => v.slice()), overlaps: overlaps.map(one => ({ ...one })) }
  }

  restore(copied: ReturnType<Mixtures['copy']>): void {
    Object.assign(this, copied)
  }
}
