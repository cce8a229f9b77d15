import { exp } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import { drawPath, squareOf } from './kalmanFilter.ts'
import { drawValues, KalmanSmoother } from './kalmanSmoother.ts'
import type { Lessons } from './lessons.ts'
import { pathOfModel } from './logRatios.ts'
import type { Mixtures } from './mixtures.ts'
import type { SeriesProblem } from './seriesProblem.ts'

/** Longest trajectory in whitened units, where a period is 2 pi, and the most steps of one. */
const [trajectoryMax, stepsMax] = [4, 60]

/** Where a trajectory begins. */
interface Start {
  z: Float64Array
  errorScales: Float64Array
  amplitude: number
  /** Which of the lengths. */
  place: number
  /** Of the leapfrog steps. */
  step: number
}

/**
 * Hamiltonian Monte Carlo of the log weights of all curves. The mass of the path of a model is the precision of the process and of the data, C^-1 + S^-1,
 * with S the least variances that these leave: so a velocity is a path drawn from the process given values with errors S, less what is expected, and a force f
 * accelerates by what is expected given the values S f.
 *
 * `mixtures` are of `z`, and follow where it goes. Returns the log weights where it ends, and how likely these were accepted. O(T K r) for each step.
 */
export function followTrajectory(
  problem: SeriesProblem,
  { z, errorScales, amplitude, place, step }: Start,
  { leastVariances }: Lessons,
  mixtures: Mixtures,
  random: Random,
): { z: Float64Array; acceptance: number } {
  const { modelCount, curves } = problem
  const count = curves.length
  const { filter } = problem.lengths[place]!
  const precision = 1 / (amplitude * amplitude)
  const path = new Float64Array(count)
  const models = Array.from({ length: modelCount }, (_, k) => {
    const errors = leastVariances.subarray(k * count, (k + 1) * count)
    const smoother = new KalmanSmoother(count)
    smoother.set(filter, amplitude, errors)
    const velocity = drawPath(filter, amplitude, random)
    smoother.expect(drawValues(velocity, errors, random), path)
    for (let t = 0; t < count; t++) velocity[t]! -= path[t]!
    return { z: pathOfModel(z, k, modelCount), velocity, errors, smoother }
  })
  const energy = () => {
    let sum = -mixtures.logLike
    for (const { z, velocity, errors } of models) {
      sum += 0.5 * precision * (squareOf(filter, z) + squareOf(filter, velocity))
      for (let t = 0; t < count; t++) sum += (0.5 * velocity[t]! ** 2) / errors[t]!
    }
    return sum
  }
  const slopes = new Float64Array(z.length)
  const values = new Float64Array(count)
  const kick = (share: number) => {
    mixtures.slope(errorScales, slopes)
    for (const [k, { z, velocity, errors, smoother }] of models.entries()) {
      // The force is f - C^-1 z: as -(C^-1 + S^-1) z + f + S^-1 z it needs no solving.
      for (let t = 0; t < count; t++) values[t] = errors[t]! * slopes[t * modelCount + k]! + z[t]!
      smoother.expect(values, path)
      for (let t = 0; t < count; t++) velocity[t]! += share * step * (path[t]! - z[t]!)
    }
  }

  const next = z.slice()
  const before = energy()
  const was = mixtures.copy()
  const steps = Math.min(stepsMax, Math.max(1, Math.round((random.uniform() * trajectoryMax) / step)))
  kick(0.5)
  for (let leap = 1; leap <= steps; leap++) {
    for (const [k, { z, velocity }] of models.entries())
      for (let t = 0; t < count; t++) next[t * modelCount + k] = z[t]! += step * velocity[t]!
    mixtures.look(next, errorScales)
    kick(leap === steps ? 0.5 : 1)
  }
  const change = before - energy()
  const acceptance = Number.isFinite(change) ? Math.min(1, exp(Math.min(0, change))) : 0
  if (random.uniform() < acceptance) return { z: next, acceptance }
  mixtures.restore(was)
  return { z, acceptance }
}
