import type { Details, FitResult } from '../contract.ts'
import { varianceOver } from '../curve/noise.ts'
import { cormapOf } from '../diagnose/cormap.ts'
import { ShapeSum, shapeDirections } from '../diagnose/shape.ts'
import { exp } from '../numeric/elementary.ts'
import { quantileBySelection } from '../numeric/orderStatistics.ts'
import type { Random } from '../numeric/random.ts'
import { chi2UpperTail } from '../numeric/special.ts'
import { parametersMax } from '../problem.ts'
import { addDirections, eachCurve } from './curves.ts'
import { ensembleDivergence } from './divergence.ts'
import { type Draws, thinned } from './draws.ts'
import type { OfPart } from './ofPart.ts'

/** The fit, and the parts of the details that go with it. */
export interface Fit {
  result: FitResult
  modelBand: Details['modelBand']
  chi2ByRegion: Details['chi2ByRegion']
  posteriorPredictiveP: number
  shape: Details['shape']
}

/** Draws that the band and the predictive p are taken from. */
const bandDraws = 1000
const regionCount = 5

/**
 * Where the ensemble fits and where it does not.
 *
 * The mean curve is the posterior mean of c S w over all draws. Bands are 95 % quantiles over draws, without and
 * with Normal(0, f sigma_i) noise. The p of chi2 and the predictive p, the share of simulated curves whose chi2 is larger
 * than the measured one's at the same draw, take the errors as f0 sigma, so that no f of the posterior hides a misfit; the latter with the
 * error of f0, and with as many independent points as there are (see diagnose/verdict.ts). O(draws x active models x N); allocates [bandDraws, N].
 */
export function fitOf(problem: OfPart['problem'], draws: Draws, random: Random): Fit {
  const { pointCount, intensity, sigma, dq, errorScale } = problem
  const stated = errorScale.reference ** 2
  const model = meanCurve(problem, draws)
  const residuals = Float64Array.from(model, (value, i) => (intensity[i] - value) / sigma[i])
  const chi2 = residuals.reduce((sum, value) => sum + value * value, 0)
  const { modelBand, band, posteriorPredictiveP, shape } = bands(problem, draws, random)
  return {
    result: {
      q: [...problem.q],
      intensity: [...intensity],
      sigma: Array.from(sigma, error => error / errorScale.reference),
      ...(dq?.every(Number.isFinite) ? { dq: [...dq] } : {}),
      model: [...model],
      band,
      chi2PerPoint: (chi2 * stated) / pointCount,
      chi2P: chi2UpperTail(chi2, pointCount - 1),
      jsd: ensembleDivergence(draws),
      cormap: cormapOf(residuals),
      ...(errorScale.noiseless ? { noiseless: true } : {}),
    },
    modelBand,
    chi2ByRegion: regions(problem.q, residuals, stated),
    posteriorPredictiveP,
    shape,
  }
}

/** Posterior mean of c S w and the nuisance directions: of every node the mean amounts first, then one sum over models. */
function meanCurve(problem: OfPart['problem'], draws: Draws): Float64Array {
  const { modelCount, pointCount } = problem
  const { starts, columns, values: weights } = draws.weights
  const curve = new Float64Array(pointCount)
  const room = new Float64Array(pointCount)
  problem.nodes.forEach(({ profile, nuisance }, node) => {
    const amounts = new Float64Array(modelCount)
    const directionAmounts = new Float64Array(nuisance?.count ?? 0)
    const count = directionAmounts.length
    for (let d = 0; d < draws.count; d++) {
      if (draws.node[d] !== node) continue
      for (let at = starts[d]; at < starts[d + 1]; at++)
        amounts[columns[at]] += (draws.scale[d] * weights[at]) / draws.count
      for (let p = 0; p < count; p++)
        directionAmounts[p] += (draws.nuisance[d * count + p] * count) / draws.nuisance.length
    }
    for (let k = 0; k < modelCount; k++) {
      if (amounts[k] === 0) continue
      const values = profile(k, room)
      for (let i = 0; i < pointCount; i++) curve[i] += amounts[k] * values[i]
    }
    if (nuisance) addDirections(nuisance, directionAmounts, curve)
  })
  return curve
}

function bands(problem: OfPart['problem'], draws: Draws, random: Random) {
  const { pointCount, intensity, sigma, errorScale } = problem
  const chosen = thinned(draws.count, bandDraws)
  const models = new Float64Array(chosen.length * pointCount)
  const noisy = new Float64Array(chosen.length * pointCount)
  const { estimateSd, dependent } = errorScale
  const residuals = new Float64Array(pointCount)
  const widening = Math.sqrt(varianceOver(dependent))
  const shape = new ShapeSum(shapeDirections(problem.q, intensity, sigma))
  let worse = 0
  eachCurve(problem, draws, chosen, (curve, _, row) => models.set(curve, row * pointCount))
  chosen.forEach((d, row) => {
    const curve = models.subarray(row * pointCount, (row + 1) * pointCount)
    const spread = draws.errorScale[d] / errorScale.reference
    for (let i = 0; i < pointCount; i++) residuals[i] = (intensity[i] - curve[i]) / sigma[i]
    shape.add(residuals, spread)
    let [measured, simulated] = [0, 0]
    for (let i = 0; i < pointCount; i++) {
      const noise = random.normal()
      noisy[row * pointCount + i] = curve[i] + spread * sigma[i] * noise
      measured += residuals[i] ** 2
      simulated += noise * noise
    }
    const chi2 = pointCount + widening * (simulated - pointCount)
    if (chi2 * exp(2 * estimateSd * random.normal()) > measured) worse++
  })
  const bandOf = (table: Float64Array) => {
    const lower = new Array<number>(pointCount)
    const upper = new Array<number>(pointCount)
    const column = new Float64Array(chosen.length)
    for (let i = 0; i < pointCount; i++) {
      for (let row = 0; row < chosen.length; row++) column[row] = table[row * pointCount + i]
      lower[i] = quantileBySelection(column, 0.025)
      upper[i] = quantileBySelection(column, 0.975)
    }
    return { lower, upper }
  }
  return {
    modelBand: bandOf(models),
    band: bandOf(noisy),
    posteriorPredictiveP: worse / chosen.length,
    shape: errorScale.noiseless ? null : shape.misfit(errorScale, parametersMax(problem)),
  }
}

/** chi2 per point in regions of equally many; `stated` brings squares of residuals to the stated errors. */
function regions(q: Float64Array, residuals: Float64Array, stated: number): Details['chi2ByRegion'] {
  const count = Math.min(regionCount, q.length)
  return Array.from({ length: count }, (_, region) => {
    const start = Math.floor((q.length * region) / count)
    const end = Math.floor((q.length * (region + 1)) / count)
    let sum = 0
    for (let i = start; i < end; i++) sum += residuals[i] ** 2
    return {
      qMin: q[start],
      qMax: q[end - 1],
      points: end - start,
      chi2PerPoint: (sum * stated) / (end - start),
    }
  })
}
