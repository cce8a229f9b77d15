import type { EvidenceResult, Report } from '../contract.ts'
import { refusal } from '../faults/index.ts'
import { variance } from '../numeric/orderStatistics.ts'
import { logSumExp } from '../numeric/special.ts'
import type { Problem } from '../problem.ts'
import { worthSending } from '../sample/cost.ts'
import type { SamplerState } from '../sample/sampler.ts'
import type { Target } from '../sample/target.ts'
import type { TaskRunner } from '../sample/taskRunner.ts'
import { type LogEstimate, ladderEvidence } from './bar.ts'
import { errorScaleNodes } from './marginal.ts'
import { coolParticles, refine } from './particles.ts'

type ScalePrior = EvidenceResult['scalePrior']

interface EvidenceServices {
  report: Report
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
const checkReplicates = 8
const checkParticles = 128

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
  const { betas } = state.groups[0]
  const offset =
    problem.logNormaliser +
    (scalePrior === 'flat' ? Math.log(problem.scalePriorSd * Math.sqrt(Math.PI / 2)) : 0)
  const energies = state.chains.map(chain => chain.energies.subarray(0, chain.count * chain.rungs))
  const ladder = ladderEvidence(betas, energies)
  const check = await particleEvidence(target, refine(betas, 1), seed, services)
  return {
    log: ladder.log + offset,
    error: ladder.error,
    method: 'BAR over the temperature ladder',
    scalePrior,
    check: { log: check.log + offset, error: check.error, method: 'sequential Monte Carlo from the prior' },
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
    await services.report({
      stage: 'evidence',
      done,
      total: checkReplicates,
      message: 'Checking the evidence by a second method',
    })
    return log
  }
  const replicates = Array.from({ length: checkReplicates }, (_, replicate) => replicate)
  const logs: number[] = []
  if (run) logs.push(...(await Promise.all(replicates.map(runOne))))
  else for (const replicate of replicates) logs.push(await runOne(replicate))
  return { log: logSumExp(logs) - Math.log(logs.length), error: Math.sqrt(variance(logs) / logs.length) }
}
