import { exp, ln, pow } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import { pathEllipse } from './anotherPath.ts'
import { ableAt, type Compensation, compensationOf } from './compensation.ts'
import type { Exchange } from './exchange.ts'
import { squareOf } from './kalmanFilter.ts'
import { logLikelihood, mix, unseen } from './likelihood.ts'
import { logTotals, pathOfModel, softmax } from './logRatios.ts'
import { ellipse } from './slice.ts'

/**
 * Several models take other paths at once, on one ellipse, while the models that weigh most make up for them: so models come and go in sets, of which the
 * data see the sum alone.
 *
 * Given c = u_B + R u_A (compensation.ts) the paths of the set A have the density of the posterior, of z_A and z_B = log(c - R u_A), over the product of
 * u_B, the Jacobian of z_B by c. Its part that is the prior of A is what the ellipse is of.
 */

/** Moves of one iteration. */
const moves = 16
/** As many models make up at most. */
const heavyMost = 12
/** How many of them are of the heaviest; the others are any. */
const heaviestShare = 0.8
/** The share of moves about the paths as they are; the others go anywhere. */
const boundShare = 0.75
/** Of values about paths, the logarithm of the least variance and how far that of the largest is above it. */
const [logVarianceLeast, logVarianceRange] = [-5, 13]
/** A share of all below which nothing is made up with: what it would change by would be rounding. */
const weightMin = 1e-10

/** Changes `z` alone. O(T A (B + r)) for each point that is tried. */
export function compensatePaths(all: Exchange): void {
  const { problem, random, meanSquares, meanWeights } = all
  const { modelCount } = problem
  for (let move = 0; move < moves; move++) {
    const { heavy, light } = pick(all)
    const variance = exp(logVarianceLeast + logVarianceRange * random.uniform())
    const isBound = random.uniform() < boundShare
    const weights = softmax(all.z, modelCount)
    if (light.length === 0 || !canMakeUp(heavy, weights, meanWeights, modelCount)) continue
    const set = new PathSet(
      all,
      weights,
      heavy,
      light,
      compensationOf(meanSquares, meanWeights, heavy, light),
    )
    const errors = new Float64Array(problem.curves.length).fill(variance)
    const was = light.map(k => pathOfModel(all.z, k, modelCount))
    const ellipses = was.map(path => pathEllipse(path, all, isBound ? errors : null))
    ellipse((cosine, sine) => {
      for (const [i, { centre, other }] of ellipses.entries()) {
        const [from, path] = [was[i]!, set.light[i]!]
        for (let t = 0; t < path.length; t++)
          path[t] = centre[t]! + cosine * (from[t]! - centre[t]!) + sine * other[t]!
      }
      return set.density()
    }, random)
    set.take()
  }
}

/** Models that make up, and others that they make up for. */
function pick({ problem, heaviest, neighbours, random }: Exchange): { heavy: number[]; light: number[] } {
  const { modelCount } = problem
  const size = Math.min(modelCount - 1, upTo(heavyMost, random))
  const heavy = new Set<number>()
  for (let i = 0; heavy.size < size && i < modelCount; i++)
    heavy.add(random.uniform() < heaviestShare ? heaviest[i]! : random.integer(modelCount))
  const made = [...heavy]
  const kind = random.integer(3)
  // Look-alikes of one that makes up; the next in weight; or any.
  const others = (kind === 0 ? neighbours[made[random.integer(made.length)]!]! : [...heaviest]).filter(
    k => !heavy.has(k),
  )
  if (kind === 2) shuffle(others, random)
  const light = others.slice(0, upTo(others.length, random))
  return { heavy: made, light: kind === 2 ? light : light.filter(() => random.uniform() < 0.5) }
}

/** A number up to this: as often one as two or three, four to seven, ... */
const upTo = (most: number, random: Random): number => Math.floor(pow(most + 1, random.uniform()))

function shuffle(models: number[], random: Random): void {
  for (let i = 0; i < models.length; i++) {
    const j = i + random.integer(models.length - i)
    ;[models[i], models[j]] = [models[j]!, models[i]!]
  }
}

/** No move ends where this is not so, so that each can be undone. */
const canMakeUp = (heavy: number[], weights: Float64Array, meanWeights: Float64Array, modelCount: number) => {
  for (let row = 0; row < weights.length; row += modelCount)
    if (ableAt(heavy, meanWeights, row).some(i => !(weights[row + heavy[i]!]! > weightMin))) return false
  return true
}

/** The paths of a set of models, and of those that make up for them. Weights are in units of what all weighed before. */
class PathSet {
  /** As tried, [A][T]. */
  readonly light: Float64Array[]
  private readonly heavy: Float64Array[]
  /** log sum over all models of e^z before, [T]. */
  private readonly logTotals: Float64Array
  /** The mixture before, [T][rank]. */
  private readonly mixtures: Float64Array[]
  private readonly lightSteps: Float64Array
  private readonly heavySteps: Float64Array
  private readonly tried: Float64Array

  constructor(
    private readonly all: Exchange,
    private readonly weights: Float64Array,
    private readonly heavyModels: number[],
    private readonly lightModels: number[],
    private readonly compensation: Compensation,
  ) {
    const { problem, z } = all
    const { curves, modelCount } = problem
    this.light = lightModels.map(k => pathOfModel(z, k, modelCount))
    this.heavy = heavyModels.map(k => pathOfModel(z, k, modelCount))
    this.logTotals = logTotals(z, weights, modelCount)
    this.mixtures = curves.map((curve, t) => {
      const v = new Float64Array(curve.rank)
      mix(curve, weights, t * modelCount, v)
      return v
    })
    this.lightSteps = new Float64Array(lightModels.length)
    this.heavySteps = new Float64Array(heavyModels.length)
    this.tried = new Float64Array(Math.max(...curves.map(({ rank }) => rank)))
  }

  /** Logarithm of the density of the paths that are tried over their prior, but for a constant; fills those that make up. */
  density(): number {
    const { filter, amplitude, problem } = this.all
    let log = 0
    for (let t = 0; t < problem.curves.length; t++) {
      log += this.densityAt(t)
      if (log === Number.NEGATIVE_INFINITY) return log
    }
    for (const path of this.heavy) log -= (0.5 * squareOf(filter, path)) / (amplitude * amplitude)
    return log
  }

  private densityAt(t: number): number {
    const { weights, light, heavy, lightModels, heavyModels, lightSteps, heavySteps, tried } = this
    const { problem, errorScales } = this.all
    const row = t * problem.modelCount
    const able = this.compensation.able[t]!
    const shares = this.compensation.shares[t]!
    const logTotal = this.logTotals[t]!
    let [total, volume, least] = [1, 0, Number.POSITIVE_INFINITY]
    for (let i = 0; i < lightModels.length; i++) {
      lightSteps[i] = exp(light[i]![t]! - logTotal) - weights[row + lightModels[i]!]!
      total += lightSteps[i]!
    }
    for (let n = 0; n < able.length; n++) {
      let step = 0
      for (let i = 0; i < lightModels.length; i++)
        step -= shares[n * lightModels.length + i]! * lightSteps[i]!
      const weight = weights[row + heavyModels[able[n]!]!]! + step
      if (!(weight > 0)) return Number.NEGATIVE_INFINITY
      least = Math.min(least, weight)
      const log = ln(weight)
      heavy[able[n]!]![t] = log + logTotal
      volume += log
      heavySteps[n] = step
      total += step
    }
    if (!(least > weightMin * total)) return Number.NEGATIVE_INFINITY
    const curve = problem.curves[t]!
    const { data, rank } = curve
    tried.set(this.mixtures[t]!)
    for (let i = 0; i < lightModels.length; i++) this.step(t, lightModels[i]!, lightSteps[i]!)
    for (let n = 0; n < able.length; n++) this.step(t, heavyModels[able[n]!]!, heavySteps[n]!)
    let [g, b] = [0, 0]
    for (let r = 0; r < rank; r++) {
      g += tried[r]! * tried[r]!
      b += tried[r]! * data[r]!
    }
    return logLikelihood(curve, { g: g / (total * total), b: b / total }, errorScales[t]!) - volume
  }

  /** Adds to the mixture that is tried. */
  private step(t: number, model: number, by: number): void {
    if (Math.abs(by) <= unseen) return
    const { coordinates, rank } = this.all.problem.curves[t]!
    const { tried } = this
    for (let r = 0, c = model * rank; r < rank; r++, c++) tried[r]! += by * coordinates[c]!
  }

  /** Goes to what was tried last. */
  take(): void {
    const { problem, z } = this.all
    const write = (models: number[], paths: Float64Array[]) => {
      for (const [i, k] of models.entries())
        for (let t = 0; t < problem.curves.length; t++) z[t * problem.modelCount + k] = paths[i]![t]!
    }
    write(this.lightModels, this.light)
    write(this.heavyModels, this.heavy)
  }
}
