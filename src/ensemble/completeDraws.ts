import type { EvidenceResult } from './contract.ts'
import { graded } from './diagnose/thresholds.ts'
import { shiftEvidence } from './evidence/estimate.ts'
import { Random } from './numeric/random.ts'
import { logSumExp } from './numeric/special.ts'
import { applyBounds, takeOffMeans } from './observables.ts'
import { type Draws, drawNuisance, toStatedErrors } from './posterior/draws.ts'
import { takeOwnErrorScales } from './posterior/ownErrorScales.ts'
import { truncate } from './posterior/truncate.ts'
import type { InferInput, Problem } from './problem.ts'
import type { Settings } from './settings.ts'

const errorScalesApart =
  'the errors of the curves are off by factors so different that few draws of the sampling tell of them'

/**
 * Turns draws of what the sampler takes into draws of the whole model, one correction after another, as each builds on the
 * draws that the one before left: amounts of nuisances that were integrated over, an error scale for each of several
 * curves, the ranges of hydration, means and bounds of observables, and errors as they were stated.
 * Changes `draws` and `evidence`. Returns why the draws do not suffice now, and which shares of them lay outside ranges
 * and outside bounds.
 */
export function completeDraws(
  problem: Problem,
  { observables, shifts }: InferInput,
  columns: number[],
  { seed }: Settings,
  draws: Draws,
  evidence: EvidenceResult,
): { failures: string[]; outside: number; boundsOutside: number } {
  const failures: string[] = []
  if (problem.nuisance) drawNuisance(problem.nodes, draws, Random.stream(seed, 6))
  const own = problem.parts.length > 1 ? takeOwnErrorScales(problem, draws, Random.stream(seed, 14)) : null
  if (own) {
    shiftEvidence(evidence, own.logEvidence, own.error)
    if (evidence) evidence.drawsThatCount = own.effective
    if (graded('drawsThatCount', own.effective).grade === 'poor') failures.push(errorScalesApart)
  }
  const cut = problem.nuisance ? truncate(problem, draws) : null
  shiftEvidence(evidence, logSumExp(problem.nodes.map(node => node.logPrior)) + (cut?.logEvidence ?? 0))
  if (observables && shifts) takeOffMeans(observables, columns, draws)
  const bounded = observables && applyBounds(observables, columns, draws, Random.stream(seed, 10))
  shiftEvidence(evidence, bounded?.logEvidence ?? 0)
  if (!own) toStatedErrors(draws, problem.errorScale.reference)
  return { failures, outside: cut?.outside ?? 0, boundsOutside: bounded?.outside ?? 0 }
}
