import { ln } from '../numeric/elementary.ts'
import { anotherPath } from './anotherPath.ts'
import type { Exchange } from './exchange.ts'
import { logLikelihood, unseen } from './likelihood.ts'
import { pathOfModel, twoWeights } from './logRatios.ts'
import { ellipse } from './slice.ts'

/**
 * The paths of as many models as there are, each given those of the others, by slices on ellipses.
 *
 * A step goes anywhere at once, where a trajectory creeps along the walls about what a model may weigh. With u the mixture of the others and w the weight of
 * the model the mixture is (1 - w) u + w a: six products for each curve, after which a step costs O(T). O(K T (K + r)) in all.
 */
export function redrawPaths(all: Exchange): void {
  const { problem, variances, z, random } = all
  const { modelCount, curves } = problem
  for (let n = 0; n < modelCount; n++) {
    const k = random.integer(modelCount)
    const path = new Path(all, k)
    const errors = variances.subarray(k * curves.length, (k + 1) * curves.length)
    const { centre, other } = anotherPath(pathOfModel(z, k, modelCount), all, errors)
    ellipse((cosine, sine) => path.density(centre, cosine, other, sine), random)
    path.take()
  }
}

/** Where the others weigh less than this together, their mixture is added up anew: the difference between all and the model would lose too many digits. */
const smallRest = 1e-3

/** The path of one model at all curves, the others as they are. */
class Path {
  /** What the others weigh together, and the logarithm of their sum of e^z, [T]. */
  private readonly rests: Float64Array
  private readonly logRests: Float64Array
  /** u, where it was added up. */
  private readonly others: (Float64Array | null)[]
  /** |u|^2, u.a, |a|^2, u.z and a.z, [T, 5]. */
  private readonly products: Float64Array
  private readonly z: Float64Array

  constructor(
    private readonly all: Exchange,
    private readonly model: number,
  ) {
    const { problem, weights, z, mixtures, overlaps } = all
    const { curves, modelCount } = problem
    const count = curves.length
    this.rests = new Float64Array(count)
    this.logRests = new Float64Array(count)
    this.products = new Float64Array(5 * count)
    this.z = new Float64Array(count)
    this.others = Array.from({ length: count }, () => null)
    const square = model * modelCount + model
    for (let t = 0; t < count; t++) {
      const { coordinates, data, rank } = curves[t]!
      const at = t * modelCount
      const w = weights[at + model]!
      let heaviest = model === 0 ? 1 : 0
      let rest = 0
      for (let l = 0; l < modelCount; l++) {
        if (l === model) continue
        rest += weights[at + l]!
        if (weights[at + l]! > weights[at + heaviest]!) heaviest = l
      }
      this.rests[t] = rest
      this.logRests[t] = z[at + heaviest]! - ln(weights[at + heaviest]! / rest)
      let v = mixtures[t]!
      if (rest < smallRest) {
        v = new Float64Array(rank)
        for (let l = 0; l < modelCount; l++) {
          const share = l === model ? 0 : weights[at + l]! / rest
          if (share > unseen) for (let r = 0; r < rank; r++) v[r]! += share * coordinates[l * rank + r]!
        }
        this.others[t] = v
      }
      let along = 0
      for (let r = 0, c = model * rank; r < rank; r++, c++) along += v[r]! * coordinates[c]!
      const aa = all.products[t]!.squares[square]!
      const az = all.products[t]!.withData[model]!
      let [uu, ua, uz] = [0, along, 0]
      if (rest < smallRest)
        for (let r = 0; r < rank; r++) {
          uu += v[r]! * v[r]!
          uz += v[r]! * data[r]!
        }
      else {
        const { g, b } = overlaps[t]!
        uu = (g - 2 * w * along + w * w * aa) / (rest * rest)
        ua = (along - w * aa) / rest
        uz = (b - w * az) / rest
      }
      const p = 5 * t
      this.products[p] = uu
      this.products[p + 1] = ua
      this.products[p + 2] = aa
      this.products[p + 3] = uz
      this.products[p + 4] = az
    }
  }

  /** log likelihood with the path c + cosine (z - c) + sine other, which is tried. */
  density(centre: Float64Array, cosine: number, other: Float64Array, sine: number): number {
    const { problem, z, errorScales } = this.all
    const { curves, modelCount } = problem
    const overlap = { g: 0, b: 0 }
    let sum = 0
    for (let t = 0; t < curves.length; t++) {
      const c = centre[t]!
      const at = c + cosine * (z[t * modelCount + this.model]! - c) + sine * other[t]!
      const [w] = twoWeights(at - this.logRests[t]!)
      this.z[t] = at
      const p = this.products
      const i = 5 * t
      const rest = 1 - w
      overlap.g = rest * rest * p[i]! + 2 * rest * w * p[i + 1]! + w * w * p[i + 2]!
      overlap.b = rest * p[i + 3]! + w * p[i + 4]!
      sum += logLikelihood(curves[t]!, overlap, errorScales[t]!)
    }
    return sum
  }

  /** Goes to what was tried last. */
  take(): void {
    const { problem, z, weights, mixtures, overlaps } = this.all
    const { curves, modelCount } = problem
    for (let t = 0; t < curves.length; t++) {
      const { coordinates, data, rank } = curves[t]!
      const [w, rest] = twoWeights(this.z[t]! - this.logRests[t]!)
      const at = t * modelCount
      const factor = rest / this.rests[t]!
      const was = weights[at + this.model]!
      for (let l = 0; l < modelCount; l++) weights[at + l]! *= factor
      weights[at + this.model] = w
      z[at + this.model] = this.z[t]!
      const v = mixtures[t]!
      const u = this.others[t] ?? v
      // v = (1 - w) u + w a, or of the v before with what it has of a already.
      const own = this.others[t] ? w : w - factor * was
      const kept = this.others[t] ? rest : factor
      let [g, b] = [0, 0]
      for (let r = 0, c = this.model * rank; r < rank; r++, c++) {
        v[r] = kept * u[r]! + own * coordinates[c]!
        g += v[r]! * v[r]!
        b += v[r]! * data[r]!
      }
      overlaps[t] = { g, b }
    }
  }
}
