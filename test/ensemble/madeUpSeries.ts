import { nonNegativeLeastSquares } from '#src/ensemble/numeric/nnls.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { buildProblem, type Problem } from '#src/ensemble/problem.ts'
import { amplitudePrior, type ProcessLength } from '#src/ensemble/series/gaussianProcess.ts'
import { seriesCurveOf } from '#src/ensemble/series/likelihood.ts'
import { madeUp } from './madeUp.ts'

/** Series of curves of made-up libraries, as the chains of a series take them. */

/** A curve of each of the weights [T][K], with errors as stated and no background. */
export function problemsOf(weights: number[][], noise: number, seed = 1, points = 20): Problem[] {
  return weights.map((own, t) =>
    buildProblem(madeUp(own, { seed: 100 * seed + t, points, noise }), {
      errorScale: 'fixed',
      background: 'none',
    }),
  )
}

/** With an amplitude that is inferred, or (to a thousandth) known. */
export const seriesOf = (problems: Problem[], lengths: ProcessLength[], amplitude?: number) => ({
  curves: problems.map(seriesCurveOf),
  modelCount: problems[0]!.modelCount,
  lengths,
  amplitude: amplitude === undefined ? amplitudePrior : { logMean: Math.log(amplitude), logSd: 1e-3 },
})

/** The weights of least squares [T, K]: where chains begin. */
export const leastSquaresOf = (problems: Problem[]): Float64Array =>
  Float64Array.from(
    problems.flatMap(({ reduced }) => {
      const { amounts } = nonNegativeLeastSquares(reduced.coordinates, reduced.data)
      const total = amounts.reduce((sum, amount) => sum + amount, 0)
      return Array.from(amounts, amount => amount / total)
    }),
  )

/**
 * Two steps in a row, A to B to C, with rates of the seed: what a time-resolved measurement sees. No model is without a little weight, as an
 * interval of a weight that is not 0 or 1 cannot hold one that is.
 */
export function kinetics(times: number[], modelCount: number, seed: number): number[][] {
  const random = Random.stream(seed, 5)
  const [first, second] = [2 + 3 * random.uniform(), 0.5 + random.uniform()]
  return times.map(time => {
    const a = Math.exp(-first * time)
    const b = (first / (first - second)) * (Math.exp(-second * time) - Math.exp(-first * time))
    const weights = Array.from({ length: modelCount }, () => 0.02)
    const rest = 1 - 0.02 * modelCount
    weights[0]! += rest * a
    weights[Math.floor(modelCount / 2)]! += rest * b
    weights[modelCount - 1]! += rest * (1 - a - b)
    return weights
  })
}

/** Matern 3/2, of amplitude 1. */
export function correlation(from: number, to: number, length: number): number {
  const distance = (Math.sqrt(3) * Math.abs(from - to)) / length
  return (1 + distance) * Math.exp(-distance)
}

/** Draws paths from the process by the Cholesky factor of its covariances, which no chain uses. */
export function pathsOf(values: number[], length: number, amplitude: number, random: Random): () => number[] {
  const factor = values.map(() => values.map(() => 0))
  for (const [i, row] of factor.entries())
    for (let j = 0; j <= i; j++) {
      let rest = correlation(values[i]!, values[j]!, length) + (i === j ? 1e-8 : 0)
      for (let k = 0; k < j; k++) rest -= row[k]! * factor[j]![k]!
      row[j] = i === j ? Math.sqrt(rest) : rest / factor[j]![j]!
    }
  return () => {
    const numbers = values.map(() => amplitude * random.normal())
    return factor.map(row => row.reduce((sum, each, j) => sum + each * numbers[j]!, 0))
  }
}
