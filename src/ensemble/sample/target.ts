import type { ReducedCurves } from '../numeric/reducedCurves.ts'
import type { EnergyPrior } from './energies.ts'
import type { InclusionPrior } from './inclusion.ts'
import type { Orders } from './orders.ts'

/** The curves of the library at one value of what the curve must tell beside the weights (c1), and what the prior and the integral over directions say of it. */
export class CurveNode {
  curves!: ReducedCurves
  /** |A_k|^2, [K]. */
  squares!: Float64Array
  /** Logarithm of the prior probability among the nodes. */
  logPrior: number = 0
  /** Logarithm of what its likelihood is multiplied by at the same misfit. */
  logDeterminant: number = 0
}

/**
 * The family of tempered posteriors that a sampler walks on: a plain object that can be sent to another thread.
 *
 * In u = c w, with A = sum a and temperature beta (0 = prior, 1 = posterior),
 *
 *     p_beta(u, x) ~ prod_k u_k^(a_k - 1) (sum u)^(1 - A) exp(-(sum u)^2 / (2 tau^2)) exp(-x^2 / (2 s^2)) exp(-beta E(u, x))
 *     E(u, x) = (|A u - z|^2 + outside) e^(-2x)/2 + N x + chi2_shifts(u / sum u)/2 - [flat] (sum u)^2 / (2 tau^2)
 *
 * so that the prior is always the proper half-normal, and a flat scale prior is reached at beta = 1 by taking the
 * half-normal off again: the flat posterior needs no proper prior of its own to be tempered.
 *
 * A and z may be those of any of several nodes j, and j is then sampled too, with the prior pi_j and E less the logarithm of the node's determinant.
 */
export class Target {
  modelCount: i32 = 0
  /** Exponents a_k of the Dirichlet prior, [K]; with energies they follow from a hyperparameter. */
  exponents!: Float64Array
  /** A = sum of the exponents. */
  exponentSum: number = 0
  /** Makes the exponents depend on a hyperparameter; null without energies. */
  energyPrior: EnergyPrior | null = null
  /** Lets models be absent; the exponents then follow from its hyperparameter. Not with shifts or energies. */
  inclusion: InclusionPrior | null = null
  /** At least one, all of the same rank, neighbours similar. */
  nodes!: CurveNode[]
  /** The node of the best fit, where cold walkers start. */
  bestNode: i32 = 0
  shifts: ReducedCurves | null = null
  /** Standard deviation tau of the half-normal scale prior. */
  scalePriorSd: number = 0
  /** The half-normal is taken off towards beta = 1. */
  flatScale: boolean = false
  /** Points of the curve, N, and the prior's sd of x = log(f/f0), the error scale; 0 where the errors are known. */
  pointCount: number = 0
  logErrorSd: number = 0
  /** For each model its most similar others, row-major [K, neighbourCount]. */
  neighbours!: Int32Array
  neighbourCount: i32 = 0
  /** Where models may be absent and are not few: the orders along which moves see neighbours while others take up the slack. */
  orders: Orders | null = null
  /** No move weighs all models at once; with `orders` alone. */
  large: boolean = false
}

/** Precision 1/tau^2 of the scale prior at temperature `beta`: falls to 0 at beta = 1 when the prior is flat. */
export function scalePrecision(target: Target, beta: number): number {
  const precision = 1 / (target.scalePriorSd * target.scalePriorSd)
  return target.flatScale ? precision * (1 - beta) : precision
}
