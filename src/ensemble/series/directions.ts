import { exp, ln } from '../numeric/elementary.ts'
import { symmetricEigen } from '../numeric/symmetricEigen.ts'

/**
 * Orthogonal directions among the models that weigh most, along which the data tell of their log weights one by one: models that stand in for one another
 * are held by the data in few directions, each of them alone in many. Paths of independent processes of one covariance, turned, are such paths again.
 */
export interface Directions {
  /** [M]. */
  models: Uint16Array
  /** [M, M], direction i in column i. */
  basis: Float64Array
  /** What curves leave of each, the others held: a variance [M, T]. */
  variances: Float64Array
}

export const noDirections = (): Directions => ({
  models: new Uint16Array(),
  basis: new Float64Array(),
  variances: new Float64Array(),
})

/** Among more models, or models that weigh less at every curve, directions mix those of which no data tell, and hold them for nothing. */
const [modelsMost, heavyMin] = [16, 0.01]
/** Lighter models add nothing to a curvature. */
const weightMin = 1e-6

/** Paths [K][T] of log weights z [T, K]: those of the directions, then those of the other models, whose numbers `others` are. */
export function turn(
  z: Float64Array,
  { models, basis }: Directions,
  others: number[],
  count: number,
): Float64Array[] {
  const modelCount = models.length + others.length
  const size = models.length
  const paths = Array.from(models, (_, i) => {
    const path = new Float64Array(count)
    for (let m = 0; m < size; m++) {
      const part = basis[m * size + i]!
      for (let t = 0; t < count; t++) path[t]! += part * z[t * modelCount + models[m]!]!
    }
    return path
  })
  for (const k of others) paths.push(Float64Array.from({ length: count }, (_, t) => z[t * modelCount + k]!))
  return paths
}

/** Log weights [T, K] of paths: the inverse of `turn`. */
export function turnBack(
  paths: Float64Array[],
  { models, basis }: Directions,
  others: number[],
  z: Float64Array,
): void {
  const modelCount = paths.length
  const size = models.length
  const count = z.length / modelCount
  for (let t = 0; t < count; t++) {
    const row = t * modelCount
    for (let m = 0; m < size; m++) {
      let sum = 0
      for (let i = 0; i < size; i++) sum += basis[m * size + i]! * paths[i]![t]!
      z[row + models[m]!] = sum
    }
    for (const [i, k] of others.entries()) z[row + k] = paths[size + i]![t]!
  }
}

/**
 * Learns directions: variances are of those that the points before the last `take` gave, as what is left of one depends on where it points.
 */
export class LearningDirections {
  /** Of all models, the curvature of the likelihood added up over curves and points, [K, K]. */
  private readonly curvature: Float64Array
  private directions = noDirections()

  constructor(
    private readonly count: number,
    private readonly modelCount: number,
  ) {
    this.curvature = new Float64Array(modelCount ** 2)
  }

  /**
   * Adds a curve of a point.
   * @param slopes of its mixture by the log weight of each model, in errors, [K, rank] @param curvatureMin of every direction
   */
  add(t: number, weights: Float64Array, slopes: Float64Array, rank: number, curvatureMin: number): void {
    const { curvature, modelCount, count } = this
    for (let k = 0; k < modelCount; k++) {
      if (weights[t * modelCount + k]! < weightMin) continue
      for (let l = 0; l <= k; l++) {
        if (weights[t * modelCount + l]! < weightMin) continue
        let sum = 0
        for (let r = 0; r < rank; r++) sum += slopes[k * rank + r]! * slopes[l * rank + r]!
        curvature[k * modelCount + l]! += sum
        if (l < k) curvature[l * modelCount + k]! += sum
      }
    }
    const { models, basis, variances } = this.directions
    const size = models.length
    const along = new Float64Array(rank)
    for (let i = 0; i < size; i++) {
      along.fill(0)
      for (let m = 0; m < size; m++) {
        const part = basis[m * size + i]!
        for (let r = 0, c = models[m]! * rank; r < rank; r++, c++) along[r]! += part * slopes[c]!
      }
      const square = along.reduce((sum, each) => sum + each * each, curvatureMin)
      variances[i * count + t]! += ln(square)
    }
  }

  /** Directions whose variances `points` points told of; the next points tell of those among the `heaviest`. @param meanWeights [T, K] */
  take(points: number, heaviest: Uint16Array, meanWeights: Float64Array): Directions {
    const { curvature, modelCount, count } = this
    const isHeavy = (k: number) => meanWeights.some((weight, i) => i % modelCount === k && weight >= heavyMin)
    const { models, basis, variances } = this.directions
    const taken = { models, basis, variances: variances.map(log => exp(-log / points)) }
    const next = heaviest.slice(0, modelsMost).filter(isHeavy)
    const own = Float64Array.from(
      { length: next.length ** 2 },
      (_, i) => curvature[next[Math.floor(i / next.length)]! * modelCount + next[i % next.length]!]!,
    )
    this.directions = {
      models: next,
      basis: symmetricEigen(own, next.length).vectors,
      variances: new Float64Array(next.length * count),
    }
    curvature.fill(0)
    return taken
  }
}
