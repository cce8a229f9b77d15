import { exp, ln } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import { turn, turnBack } from './directions.ts'
import type { ProcessLength } from './gaussianProcess.ts'
import { drawPath, numbersOf, pathOf } from './kalmanFilter.ts'
import { drawValues, KalmanSmoother } from './kalmanSmoother.ts'
import type { Lessons } from './lessons.ts'
import type { Mixtures } from './mixtures.ts'
import type { SeriesProblem } from './seriesProblem.ts'

/**
 * Amplitude s and length l of the process move, and the paths with them: those of which the data tell stay near where they are, the others are as likely
 * under the new process as they were under the old one. So it is with surrogate data (Murray & Adams 2010, NIPS 23:1732). Values g of the paths are drawn with
 * errors S that are as large as those the data leave, g ~ Normal(z - s c, S), and with z* a path of the process and g* its values with such errors
 *
 *     z = z* + E[z - z* | g + s c - g*]
 *
 * is a draw of z given g. Held are g, the independent numbers that z* is made of and the errors g* - z*, so that z is a function of s and l, which move by
 * Metropolis under p(s) p(g | s, l) p(y | z). Of the models that weigh most the paths are turned to directions (directions.ts), so that what each holds is what
 * the data tell. The level c, in amplitudes, is where a model begins to be seen: the paths of those that are not seen spread
 * from there, and do not come to be seen with every larger amplitude. Of paths of which the data tell nothing the independent numbers alone are held.
 */

/** Variances of values that tell next to nothing of a path: errors of 200, twenty times an amplitude of 10. */
const varianceMost = 4e4

/** Pairs of proposals for the same surrogate data: of the amplitude, and of both. */
const pairs = 4
/** Standard deviations of proposals of log s are from this by up to e^2.5 times less. */
const widthMost = 0.6
/** How far log s is from following the length. */
const widthAlong = 0.02
/** As many steps of the row of lengths at most. */
const jumpMost = 3

/** Where the process stands. */
interface Standing {
  z: Float64Array
  logAmplitude: number
  /** Which of the lengths. */
  place: number
}

/** `mixtures` are of `z`, and follow where it goes. Costs O(T K r) for each of 8 proposals. */
export function moveProcess(
  problem: SeriesProblem,
  standing: Standing,
  errorScales: Float64Array,
  lessons: Lessons,
  mixtures: Mixtures,
  random: Random,
): Standing {
  const { lengths, amplitude: prior } = problem
  const held = new HeldPaths(problem, lessons, standing, random)
  let at = standing
  const density = (logSurrogate: number, logAmplitude: number) =>
    logSurrogate + mixtures.logLike - 0.5 * ((logAmplitude - prior.logMean) / prior.logSd) ** 2
  const z = new Float64Array(standing.z.length)
  let now = density(held.at(lengths[at.place]!, exp(at.logAmplitude), z), at.logAmplitude)
  const attempt = (logAmplitude: number, place: number) => {
    const was = mixtures.copy()
    const next = new Float64Array(z.length)
    const log = held.at(lengths[place]!, exp(logAmplitude), next)
    mixtures.look(next, errorScales)
    const then = density(log, logAmplitude)
    if (Number.isFinite(then) && ln(random.uniform()) < then - now) {
      now = then
      at = { z: next, logAmplitude, place }
    } else mixtures.restore(was)
  }
  for (let pair = 0; pair < pairs; pair++) {
    attempt(at.logAmplitude + widthMost * exp(-2.5 * random.uniform()) * random.normal(), at.place)
    const jump = 1 + Math.floor(jumpMost * random.uniform() ** 2)
    const place = at.place + (random.uniform() < 0.5 ? jump : -jump)
    if (place < 0 || place >= lengths.length) continue
    // What a smooth path tells best is s^2/l^3 (Stein 1999).
    const along = random.uniform() < 0.7 ? 1.5 * ln(lengths[place]!.length / lengths[at.place]!.length) : 0
    attempt(at.logAmplitude + along + widthAlong * random.normal(), place)
  }
  return at
}

/** What is held of every path: of the directions, then of the other models, [K, T]. */
class HeldPaths {
  private readonly surrogates: Float64Array
  private readonly numbers: Float64Array[] = []
  /** Whether values of each path are held. */
  private readonly isHeld: boolean[]
  private readonly errors: Float64Array
  private readonly smoother: KalmanSmoother
  /** The models that are in no direction. */
  private readonly others: number[]
  /** Variances of the surrogate values of each path, [K][T]. */
  private readonly variances: Float64Array[]
  /** How much of the level each path has: all, or what is of one height in a direction. */
  private readonly heights: number[]

  constructor(
    private readonly problem: SeriesProblem,
    private readonly lessons: Lessons,
    { z, logAmplitude, place }: Standing,
    random: Random,
  ) {
    const count = problem.curves.length
    const { variances, levels, directions } = lessons
    const { models, basis } = directions
    const { filter } = problem.lengths[place]!
    const amplitude = exp(logAmplitude)
    this.others = Array.from({ length: problem.modelCount }, (_, k) => k).filter(k => !models.includes(k))
    const rowOf = (all: Float64Array, i: number) => all.subarray(i * count, (i + 1) * count)
    this.variances = [
      ...Array.from(models, (_, i) => rowOf(directions.variances, i)),
      ...this.others.map(k => rowOf(variances, k)),
    ]
    this.heights = this.variances.map((_, i) =>
      i < models.length ? models.reduce((sum, _, m) => sum + basis[m * models.length + i]!, 0) : 1,
    )
    this.isHeld = this.variances.map(own => own.some(variance => variance < varianceMost))
    this.surrogates = new Float64Array(z.length)
    this.errors = new Float64Array(z.length)
    this.smoother = new KalmanSmoother(count)
    const difference = new Float64Array(count)
    const expected = new Float64Array(count)
    for (const [i, path] of turn(z, directions, this.others, count).entries()) {
      const own = this.variances[i]!
      if (!this.isHeld[i]) {
        this.numbers.push(numbersOf(filter, amplitude, path))
        continue
      }
      const values = drawValues(path, own, random)
      // g* of the draw: z* is then what makes it end at the path.
      const other = drawValues(drawPath(filter, amplitude, random), own, random)
      for (let t = 0; t < count; t++) difference[t] = values[t]! - other[t]!
      this.smoother.set(filter, amplitude, own)
      this.smoother.expect(difference, expected)
      const star = path.map((value, t) => value - expected[t]!)
      this.numbers.push(numbersOf(filter, amplitude, star))
      for (let t = 0; t < count; t++) {
        this.errors[i * count + t] = other[t]! - star[t]!
        this.surrogates[i * count + t] = values[t]! - amplitude * this.heights[i]! * levels[t]!
      }
    }
  }

  /** The log weights of another process into `z` [T, K]; returns log p(g) but for a constant. */
  at({ filter }: ProcessLength, amplitude: number, z: Float64Array): number {
    const { lessons, smoother } = this
    const count = this.problem.curves.length
    const values = new Float64Array(count)
    const expected = new Float64Array(count)
    let log = 0
    const paths = this.numbers.map((numbers, i) => {
      const path = pathOf(filter, amplitude, numbers)
      if (!this.isHeld[i]) return path
      smoother.set(filter, amplitude, this.variances[i]!)
      for (let t = 0; t < count; t++)
        values[t] = this.surrogates[i * count + t]! + amplitude * this.heights[i]! * lessons.levels[t]!
      log += smoother.expect(values, expected)
      for (let t = 0; t < count; t++) values[t]! -= path[t]! + this.errors[i * count + t]!
      smoother.expect(values, expected)
      for (let t = 0; t < count; t++) path[t]! += expected[t]!
      return path
    })
    turnBack(paths, lessons.directions, this.others, z)
    return log
  }
}
