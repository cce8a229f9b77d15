import { exp } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import { drawPath, type Filter } from './kalmanFilter.ts'
import { drawValues, KalmanSmoother } from './kalmanSmoother.ts'

/** The share of paths that values with errors hold. */
const boundShare = 0.7
/** Their errors are up to e^4 times larger than those the data leave: which are right differs with what the other models weigh. */
const logFactorMax = 4

/** An ellipse through a path: c + (z - c) cos + other sin, elliptical slice sampling (Murray, Adams & MacKay 2010, AISTATS 9:541). */
export interface PathEllipse {
  centre: Float64Array
  other: Float64Array
}

/**
 * The ellipse on which a path takes another one.
 *
 * With the process itself for a prior, c = 0 and the other path is one drawn from it: so a model that the data hardly see goes anywhere at once, and one
 * that they see nowhere. Mostly, therefore, values are drawn about the path with the errors that the data leave, and the prior is the process given
 * these, narrow where the data see the model and wide where they do not.
 *
 * @param errors variances [T] of values about the path that the data leave; nothing that the move changes
 */
export function anotherPath(
  path: Float64Array,
  filter: Filter,
  amplitude: number,
  errors: Float64Array,
  random: Random,
): PathEllipse {
  if (random.uniform() >= boundShare) return freePath(path, filter, amplitude, random)
  const factor = exp(logFactorMax * random.uniform())
  return boundPath(
    path,
    filter,
    amplitude,
    errors.map(error => factor * error),
    random,
  )
}

/** With the process for a prior. */
export const freePath = (
  path: Float64Array,
  filter: Filter,
  amplitude: number,
  random: Random,
): PathEllipse => ({ centre: new Float64Array(path.length), other: drawPath(filter, amplitude, random) })

/** With the process given values about the path that have these variances [T]. */
export function boundPath(
  path: Float64Array,
  filter: Filter,
  amplitude: number,
  errors: Float64Array,
  random: Random,
): PathEllipse {
  const drawn = drawPath(filter, amplitude, random)
  const smoother = new KalmanSmoother(path.length)
  smoother.set(filter, amplitude, errors)
  const expectedOf = (of: Float64Array) => {
    const expected = new Float64Array(path.length)
    smoother.expect(drawValues(of, errors, random), expected)
    return expected
  }
  const centre = expectedOf(path)
  // A path drawn from the process given values is as far from what they let expect as one is from what its own values do.
  const expected = expectedOf(drawn)
  return { centre, other: drawn.map((z, t) => z - expected[t]!) }
}
