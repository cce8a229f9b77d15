import { exp, ln } from '../numeric/elementary.ts'
import { digamma, logGamma, trigamma } from '../numeric/special.ts'
import type { Problem } from '../problem.ts'

/** The variational objective of a set of models at one point. */
export interface Objective {
  /** Free energy F; the bound is `elboOf(F)`. */
  value(logAlpha: Float64Array, gradient: Float64Array): number
  /** The bound on the log evidence that a free energy stands for. */
  elboOf(freeEnergy: number): number
  /** chi2 per point of the mean weights at the best scale. */
  chi2PerPoint(logAlpha: Float64Array): number
}

/** Beyond alpha = 1e10 the terms of KL cancel to nothing; no curve determines weights to a part in 1e5. */
const logAlphaMax = 23

/**
 * Free energy of q(w) = Dirichlet(alpha), q(c) = Normal, against the prior Dirichlet(p) and half-normal(tau).
 *
 * With alpha_0 = sum alpha, m = alpha/alpha_0, d = diag G, V = m'Gm and p_0 = sum p:
 *
 *     KL = lnG(alpha_0) - sum lnG(alpha_k) - lnG(p_0) + sum lnG(p_k) + sum (alpha_k - p_k)(psi(alpha_k) - psi(alpha_0))
 *     Q  = E_q[w'Gw] = (alpha_0 V + d.m)/(alpha_0 + 1),    R = Q + 1/tau^2
 *     F  = KL + (yy - (b.m)^2/R)/2 + log(R)/2
 *     ELBO = -F - sum log(sigma_i sqrt(2 pi)) + log(2 pi)/2 + log(2/(tau sqrt(2 pi)))
 *
 * with exact gradients in log alpha. Products with G go through the reduced coordinates, G = A'A, so one evaluation
 * costs O(K r). Works on the curve alone: chemical shifts have no part in selection. The bound is 0.1 to 13 nats
 * below the evidence, as a Dirichlet cannot carry correlations: good to choose models with, never a posterior.
 * Source: Potrzebowski et al. 2018, whose scale enters differently (see README).
 */
export function objectiveOf(problem: Problem, prior: number): Objective {
  const { modelCount, pointCount, scalePriorSd: tau } = problem
  const { coordinates, data, rank, outside } = problem.reduced
  const square = data.reduce((sum, z) => sum + z * z, outside)
  const diagonal = new Float64Array(modelCount)
  const projection = new Float64Array(modelCount)
  for (let k = 0; k < modelCount; k++)
    for (let j = 0; j < rank; j++) {
      const value = coordinates[k * rank + j]
      diagonal[k] += value * value
      projection[k] += value * data[j]
    }
  const priorSum = prior * modelCount
  const priorTerm = modelCount * logGamma(prior) - logGamma(priorSum)
  const alpha = new Float64Array(modelCount)
  const mean = new Float64Array(modelCount)
  const curve = new Float64Array(rank)

  /** Fills alpha, m and A m; returns the scalars that value and gradient share. */
  function expectations(logAlpha: Float64Array) {
    let total = 0
    for (let k = 0; k < modelCount; k++) total += alpha[k] = exp(logAlpha[k])
    curve.fill(0)
    let [spread, overlap] = [0, 0]
    for (let k = 0; k < modelCount; k++) {
      const weight = (mean[k] = alpha[k] / total)
      spread += diagonal[k] * weight
      overlap += projection[k] * weight
      for (let j = 0; j < rank; j++) curve[j] += weight * coordinates[k * rank + j]
    }
    let length = 0
    for (let j = 0; j < rank; j++) length += curve[j] * curve[j]
    const quadratic = (total * length + spread) / (total + 1)
    return { total, spread, overlap, length, quadratic, precision: quadratic + 1 / (tau * tau) }
  }

  function value(logAlpha: Float64Array, gradient: Float64Array): number {
    if (!logAlpha.every(value => Math.abs(value) < logAlphaMax)) return Infinity
    const { total, spread, overlap, length, quadratic, precision } = expectations(logAlpha)
    const [psiTotal, psi1Total] = [digamma(total), trigamma(total)]
    let divergence = logGamma(total) + priorTerm
    for (let k = 0; k < modelCount; k++) {
      divergence += (alpha[k] - prior) * (digamma(alpha[k]) - psiTotal) - logGamma(alpha[k])
      let product = 0
      for (let j = 0; j < rank; j++) product += coordinates[k * rank + j] * curve[j]
      const divergenceSlope = (alpha[k] - prior) * trigamma(alpha[k]) - (total - priorSum) * psi1Total
      const quadraticSlope =
        (length - quadratic + 2 * (product - length) + (diagonal[k] - spread) / total) / (total + 1)
      const overlapSlope = (projection[k] - overlap) / total
      const fitSlope =
        0.5 * ((overlap / precision) ** 2 * quadraticSlope - 2 * (overlap / precision) * overlapSlope)
      gradient[k] = alpha[k] * (divergenceSlope + fitSlope + (0.5 * quadraticSlope) / precision)
    }
    return divergence + 0.5 * (square - (overlap * overlap) / precision) + 0.5 * ln(precision)
  }

  return {
    value,
    elboOf: freeEnergy => -freeEnergy + problem.curveLogNormaliser + ln(2 / tau),
    chi2PerPoint(logAlpha) {
      const { overlap, precision } = expectations(logAlpha)
      const scale = overlap / precision
      let chi2 = outside
      for (let j = 0; j < rank; j++) chi2 += (scale * curve[j] - data[j]) ** 2
      return chi2 / pointCount
    },
  }
}
