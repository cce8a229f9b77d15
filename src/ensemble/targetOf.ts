import { convergenceLimits } from './diagnose/thresholds.ts'
import { logSumExp } from './numeric/special.ts'
import type { Problem } from './problem.ts'
import { energyPriorOf } from './sample/energies.ts'
import { inclusionPriorOf } from './sample/inclusion.ts'
import {
  nearestNeighbours,
  neighbourCountMax,
  neighboursAlong,
  ofRank,
  squaresOf,
} from './sample/neighbours.ts'
import { ordersOf } from './sample/ordersOf.ts'
import type { Target } from './sample/target.ts'
import type { Settings } from './settings.ts'

/** From so many models on others take up the slack where one comes or goes: of fewer every subset is soon seen. */
const compensatedFrom = 10

/** What is sampled of a library, or of those of its models that were selected (`problem`): of a `large` one by moves that never weigh all models. */
export function targetOf(
  library: Problem,
  problem: Problem,
  settings: Settings,
  large = problem.modelCount >= convergenceLimits.largeFrom,
): Target {
  const { modelCount, reduced } = problem
  const rank = Math.max(...problem.nodes.map(node => node.reduced.rank))
  const prior = logSumExp(problem.nodes.map(node => node.logPrior))
  const inclusion = settings.prior === 'inclusion'
  const exponent = settings.prior === 'inclusion' ? 1 : settings.prior
  const exponents = new Float64Array(modelCount).fill(exponent)
  const orders =
    inclusion && (large || modelCount >= compensatedFrom)
      ? ordersOf(reduced, modelCount, 0.1 * problem.scalePriorSd)
      : null
  const isLarge = orders !== null && large
  const neighbourCount = Math.min(neighbourCountMax, modelCount - 1)
  const lent = isLarge ? shared : <Numbers>(numbers: Numbers) => numbers
  return {
    modelCount,
    exponents,
    exponentSum: modelCount * exponent,
    inclusion: inclusion ? inclusionPriorOf(modelCount, library.modelCount) : null,
    energyPrior:
      problem.energies &&
      energyPriorOf(problem.energies, library.energies!, settings.energyPrior === 'softmax'),
    nodes: problem.nodes.map(node => {
      const curves = ofRank(node.reduced, modelCount, rank)
      return {
        curves: { ...curves, coordinates: lent(curves.coordinates) },
        squares: lent(squaresOf(node.reduced, modelCount)),
        logPrior: node.logPrior - prior,
        logDeterminant: node.logDeterminant - problem.logDeterminant,
      }
    }),
    bestNode: problem.bestNode,
    shifts: problem.reducedShifts,
    scalePriorSd: problem.scalePriorSd,
    flatScale: settings.scalePrior === 'flat',
    pointCount: problem.pointCount,
    logErrorSd: problem.errorScale.logSd,
    neighbours: isLarge
      ? lent(neighboursAlong(orders, reduced, modelCount, neighbourCount))
      : nearestNeighbours(reduced, modelCount, neighbourCount),
    neighbourCount,
    orders: orders && { ...orders, models: lent(orders.models), places: lent(orders.places) },
    large: isLarge,
  }
}

/** The same numbers in memory that all threads see: they go with every task, and those of a large library need not be copied each time. */
function shared<Numbers extends Float64Array | Int32Array>(numbers: Numbers): Numbers {
  const copy =
    numbers instanceof Int32Array
      ? new Int32Array(new SharedArrayBuffer(numbers.byteLength))
      : new Float64Array(new SharedArrayBuffer(numbers.byteLength))
  copy.set(numbers)
  return copy as Numbers
}
