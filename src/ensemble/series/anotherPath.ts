import { exp } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import { drawPath, type Filter } from './kalmanFilter.ts'
import { drawValues, KalmanSmoother } from './kalmanSmoother.ts'

/** The share of paths that values with errors hold. */
const boundShare = 0.7
/** Their errors are up to e^4 times larger than those the data leave: which are right differs with what the other models weigh. */
const logFactorMax = 4

/** The process that a path is of, and how it is drawn. */
interface PathPrior {
  filter: Filter
  amplitude: number
  random: Random
}

/** An ellipse through a path: c + (z - c) cos + other sin, elliptical slice sampling (Murray, Adams & MacKay 2010, AISTATS 9:541). */
interface PathEllipse {
  centre: Float64Array
  other: Float64Array
}

/**
 * The ellipse on which a path takes another one: mostly about values with errors as large as those that the data leave, narrow where these see the model
 * and wide where they do not.
 *
 * @param errors variances [T] of values about the path that the data leave; nothing that the move changes
 */
export function anotherPath(path: Float64Array, prior: PathPrior, errors: Float64Array): PathEllipse {
  if (prior.random.uniform() >= boundShare) return pathEllipse(path, prior, null)
  const factor = exp(logFactorMax * prior.random.uniform())
  return pathEllipse(
    path,
    prior,
    errors.map(error => factor * error),
  )
}

/**
 * With the process itself for a prior, c = 0 and the other path is one drawn from it: so a model that the data hardly see goes anywhere at once, and one
 * that they see nowhere. With `errors` values are drawn about the path with these variances [T], and the prior is the process given them.
 */
export function pathEllipse(
  path: Float64Array,
  { filter, amplitude, random }: PathPrior,
  errors: Float64Array | null,
): PathEllipse {
  const drawn = drawPath(filter, amplitude, random)
  if (!errors) return { centre: new Float64Array(path.length), other: drawn }
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
