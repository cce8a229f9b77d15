import { exp, ln } from '../numeric/elementary.ts'
import { type Directions, LearningDirections, noDirections } from './directions.ts'
import { logTotals } from './logRatios.ts'
import type { Mixtures } from './mixtures.ts'
import type { SeriesProblem } from './seriesProblem.ts'

/** What a chain learned of its posterior while it warmed up, and moves by ever after; plain data. */
export interface Lessons {
  /** How often models are exchanged, added up over them, [K]: half of all as they weigh, half alike. */
  cumulative: Float64Array
  /** Models by what they weigh, [K], the heaviest first. */
  heaviest: Uint16Array
  /**
   * Variances of each log weight that its curve alone leaves, the other models held, model by model [K, T]: the inverse of the curvature of the likelihood.
   * `variances` are of its geometric mean, and what it mostly is; `leastVariances` of its arithmetic mean, and what it is where the model weighs most.
   */
  variances: Float64Array
  leastVariances: Float64Array
  directions: Directions
  /** Mean weights [T, K]. */
  meanWeights: Float64Array
  /** The log weight, in amplitudes, below which the data hardly see a model, [T]. */
  levels: Float64Array
}

/** Before anything was seen. */
export function nothingLearned(count: number, modelCount: number): Lessons {
  const unknown = () => new Float64Array(count * modelCount).fill(1 / curvatureMin)
  return {
    cumulative: Float64Array.from({ length: modelCount }, (_, k) => k + 1),
    heaviest: Uint16Array.from({ length: modelCount }, (_, k) => k),
    variances: unknown(),
    leastVariances: unknown(),
    directions: noDirections(),
    meanWeights: new Float64Array(count * modelCount).fill(1 / modelCount),
    levels: new Float64Array(count),
  }
}

/** Models whose weight is e^-5 of all can hardly be seen. */
const depthUnseen = 5
/** Added to every curvature, so that a log weight of which no data tell has a variance. */
const curvatureMin = 1e-6

/** Adds up what points of a chain say. */
export class Learning {
  private readonly curvatures: Float64Array
  private readonly logCurvatures: Float64Array
  private readonly directions: LearningDirections
  private readonly weights: Float64Array
  /** Of a curve, of its mixture by each log weight, in errors: [K, rank]. */
  private readonly slopes: Float64Array
  private readonly levels: Float64Array
  private points = 0

  constructor(private readonly problem: SeriesProblem) {
    const { curves, modelCount } = problem
    this.curvatures = new Float64Array(curves.length * modelCount)
    this.logCurvatures = new Float64Array(curves.length * modelCount)
    this.directions = new LearningDirections(curves.length, modelCount)
    this.weights = new Float64Array(curves.length * modelCount)
    this.slopes = new Float64Array(modelCount * Math.max(...curves.map(({ rank }) => rank)))
    this.levels = new Float64Array(curves.length)
  }

  /** Adds a point: the curvature of its likelihood in z is that of Gauss and Newton. O(T K r), and O(T r) more for each pair of models that weigh something. */
  add(z: Float64Array, { weights, each, overlaps }: Mixtures, errorScales: Float64Array, amplitude: number) {
    const { curves, modelCount } = this.problem
    const totals = logTotals(z, weights, modelCount)
    for (const [i, weight] of weights.entries()) this.weights[i]! += weight
    for (const [t, { rank, coordinates }] of curves.entries()) {
      const v = each[t]!
      const at = t * modelCount
      this.levels[t]! += (totals[t]! - depthUnseen) / amplitude
      const { g, b } = overlaps[t]!
      // No mixture fits better than nothing where the data are against it.
      const scale = b > 0 ? (b / g) * exp(-errorScales[t]!) : 0
      for (let k = 0; k < modelCount; k++) {
        let along = 0
        for (let j = 0; j < rank; j++) along += coordinates[k * rank + j]! * v[j]!
        const w = scale * weights[at + k]!
        let square = curvatureMin
        for (let j = 0; j < rank; j++) {
          const slope = w > 0 ? w * (coordinates[k * rank + j]! - (along / g) * v[j]!) : 0
          this.slopes[k * rank + j] = slope
          square += slope * slope
        }
        this.curvatures[k * curves.length + t]! += square
        this.logCurvatures[k * curves.length + t]! += ln(square)
      }
      this.directions.add(t, weights, this.slopes, rank, curvatureMin)
    }
    this.points++
  }

  /** What the points since the last time say. */
  take(): Lessons {
    const { points } = this
    const { modelCount, curves } = this.problem
    const meanWeights = this.weights.map(sum => sum / points)
    const heaviness = new Float64Array(modelCount)
    for (const [i, weight] of meanWeights.entries()) heaviness[i % modelCount]! += weight / curves.length
    const heaviest = Uint16Array.from(heaviness.keys()).sort((a, b) => heaviness[b]! - heaviness[a]! || a - b)
    let sum = 0
    const lessons = {
      ...{ meanWeights, heaviest },
      cumulative: heaviness.map(weight => (sum += 0.5 * (weight + 1 / modelCount))),
      variances: this.logCurvatures.map(log => exp(-log / points)),
      leastVariances: this.curvatures.map(curvature => points / curvature),
      directions: this.directions.take(points, heaviest, meanWeights),
      levels: this.levels.map(level => level / points),
    }
    for (const sums of [this.curvatures, this.logCurvatures, this.weights, this.levels]) sums.fill(0)
    this.points = 0
    return lessons
  }
}
