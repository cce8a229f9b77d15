import type { EvidenceEstimate, EvidenceResult } from '../contract.ts'
import { refusal } from '../faults/index.ts'
import { hypot, ln } from '../numeric/elementary.ts'
import { variance } from '../numeric/orderStatistics.ts'
import { logSumExp, studentReach } from '../numeric/special.ts'
import type { Problem } from '../problem.ts'
import { worthSending } from '../sample/cost.ts'
import type { SamplerState } from '../sample/sampler.ts'
import type { Target } from '../sample/target.ts'
import type { TaskRunner } from '../sample/taskRunner.ts'
import { type LogEstimate, ladderEvidence } from './bar.ts'
import { errorScaleNodes } from './marginal.ts'
import { coolParticles, refine } from './particles.ts'

/** The estimate with its interval, and what is known exactly added. */
function estimateOf({ log, error, runs }: LogEstimate, offset: number, method: string): EvidenceEstimate {
  const reach = studentReach(runs - 1) * error
  const interval = { lower: log + offset - reach, upper: log + offset + reach }
  return { log: log + offset, error, runs, interval, method }
}

/** Adds to both estimates what they do not know of, which is itself known to a standard error. */
export function shiftEvidence(evidence: EvidenceResult | null, by: number, error = 0): void {
  for (const estimate of [evidence, evidence?.check]) {
    if (!estimate) continue
    estimate.log += by
    const wider = estimate.error > 0 ? hypot(estimate.error, error) / estimate.error : 1
    if (estimate.interval) {
      const reach = 0.5 * wider * (estimate.interval.upper - estimate.interval.lower)
      estimate.interval = { lower: estimate.log - reach, upper: estimate.log + reach }
    }
    estimate.error = hypot(estimate.error, error)
  }
}

type ScalePrior = EvidenceResult['scalePrior']

interface EvidenceServices {
  /** Told what share of the check is done. */
  checked(share: number): void | Promise<void>
  signal?: AbortSignal
  run?: TaskRunner
}

/** The evidence of a library of one model. */
export function exactEvidence(problem: Problem, scalePrior: ScalePrior): EvidenceResult {
  return {
    log: logSumExp(errorScaleNodes(problem, scalePrior, [1]).map(node => node.log)),
    error: 0,
    method: problem.errorScale.logSd > 0 ? 'quadrature over the error scale' : 'closed form',
    scalePrior,
    check: null,
  }
}

/** Independent runs of the particle check, and particles in each. */
export const checkReplicates = 8
export const checkParticles = 64
/** Temperatures between every two rungs that the particles pass. */
const checkBetween = 1

/** How often each particle is moved, on a ladder of `rungs`. */
export const checkSteps = (rungs: number) => (checkBetween + 1) * (rungs - 1)

/**
 * Evidence from the ladder, checked by particles: log Z = logNormaliser + log E_prior[exp(-E)]. With the flat scale
 * prior both start from the half-normal, whose normaliser tau sqrt(pi/2) the ratio still contains.
 */
export async function evidenceOf(
  problem: Problem,
  target: Target,
  scalePrior: ScalePrior,
  seed: number,
  state: SamplerState,
  services: EvidenceServices,
): Promise<EvidenceResult> {
  const { betas } = state.whole ?? state.groups[0]
  const offset =
    problem.logNormaliser + (scalePrior === 'flat' ? ln(problem.scalePriorSd * Math.sqrt(Math.PI / 2)) : 0)
  const energies = (state.whole ?? state).chains.map(chain =>
    chain.energies.subarray(0, chain.count * chain.rungs),
  )
  const ladder = ladderEvidence(betas, energies)
  const check = await particleEvidence(target, refine(betas, checkBetween), seed, services)
  return {
    ...estimateOf(ladder, offset, 'BAR over the temperature ladder'),
    scalePrior,
    check: estimateOf(check, offset, 'sequential Monte Carlo from the prior'),
  }
}

/** The particle estimate over independent runs: the logarithm of their mean, and its error from their spread. */
async function particleEvidence(
  target: Target,
  betas: number[],
  seed: number,
  services: EvidenceServices,
): Promise<LogEstimate> {
  const sweeps = betas.length * checkParticles
  const run = worthSending(target, sweeps) ? services.run : undefined
  let done = 0
  const runOne = async (replicate: number): Promise<number> => {
    const task = { target, betas, particles: checkParticles, sweeps: 1, seed, replicate }
    const log = run ? await run.coolParticles(task) : coolParticles(task)
    if (services.signal?.aborted) throw refusal('run.cancelled', {})
    done++
    await services.checked(done / checkReplicates)
    return log
  }
  const replicates = Array.from({ length: checkReplicates }, (_, replicate) => replicate)
  const logs: number[] = []
  if (run) logs.push(...(await Promise.all(replicates.map(runOne))))
  else for (const replicate of replicates) logs.push(await runOne(replicate))
  const runs = logs.length
  return { log: logSumExp(logs) - ln(runs), error: Math.sqrt(variance(logs) / runs), runs }
}
