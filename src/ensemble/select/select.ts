import type { Report, VariationalResult } from '../contract.ts'
import { refusal } from '../faults/index.ts'
import { exp } from '../numeric/elementary.ts'
import { type Minimum, minimise } from '../numeric/lbfgs.ts'
import { Random } from '../numeric/random.ts'
import { buildProblem, type InferInput, type Problem, type ProblemOptions, subProblem } from '../problem.ts'
import { type Objective, objectiveOf } from './objective.ts'
import { recallShare, recallTest } from './recall.ts'

/** The variational weight below which models may be dropped. */
export const cutByDefault = 0.01

/** How models are to be selected. */
export interface SelectOptions extends ProblemOptions {
  /** Dirichlet exponent p of every model; 0.5 by default, for which the optimum is unique. */
  prior?: number
  /** Models whose variational weight is below this may be dropped; `cutByDefault` unless given. */
  cut?: number
  /** `elbo` drops while the bound rises; `cut` drops until nothing is below the cut (the original's rule); `none` fits once. */
  stop?: 'elbo' | 'cut' | 'none'
}

/** A selection: the contract's object, and what a caller needs to go on. */
export interface Selection {
  result: VariationalResult
  /** Names of the models to be weighed, selected or recalled, in library order. */
  kept: string[]
  /** Sum of the weights that the others had at the first fit. */
  weightDropped: number
}

/** Rounds in which `stop: cut` keeps the cut at or below 1/K, as the original does. */
const cappedRounds = 5
/** Dropped models between two reports: some 50 ms in a library of ten thousand. */
const recallsPerReport = 20
/** Starts tried for priors below 1/2. */
const scatteredStarts = 60

/** Selects from the library of a curve; see `selectFrom`. @throws FaultError as `buildProblem`, and options.* */
export const selectEnsemble = (
  input: InferInput,
  options: SelectOptions,
  services: { report: Report },
): Promise<Selection> => selectFrom(buildProblem(input, options), options, services)

/**
 * Selects the models that the curve can support, by variational Bayes.
 *
 * Fits q(w) = Dirichlet(alpha) to the whole library by L-BFGS from alpha = 1, drops the models whose mean weight is
 * below the cut, refits, and goes on while the evidence lower bound rises; the last round that raised it counts. The cut
 * is never above 1/K of the models left: in a library of hundreds no weight stands out at first. Then models that the
 * curve does not speak against are taken back (`recallTest`); with the other stops nothing is.
 * Deterministic: no random numbers. `rounds[0]` is the whole library. @throws FaultError options.*
 * Milliseconds for K = 50; O(rounds x evaluations x K r).
 */
export async function selectFrom(
  library: Problem,
  options: Omit<SelectOptions, keyof ProblemOptions>,
  services: { report: Report },
): Promise<Selection> {
  const { prior = 0.5, cut = cutByDefault, stop = 'elbo' } = options
  if (!(prior > 0 && prior <= 1000)) throw refusal('options.selection_prior', { prior })
  if (!(cut >= 0 && cut < 1)) throw refusal('options.cut', { cut })
  let kept = Array.from({ length: library.modelCount }, (_, k) => k)
  let fit = fitRound(library, kept, prior)
  const first = fit
  const rounds = [fit.round]

  for (let round = 1; stop !== 'none'; round++) {
    await services.report({
      stage: 'selection',
      done: library.modelCount - kept.length,
      total: library.modelCount,
      message: `Selecting: ${kept.length} of ${library.modelCount} models left`,
    })
    const capped = stop === 'elbo' || round <= cappedRounds
    const limit = capped ? Math.min(cut, 1 / kept.length) : cut
    const staying = kept.filter((_, i) => fit.weights[i] >= limit)
    if (staying.length === kept.length || staying.length === 0) break
    const next = fitRound(library, staying, prior)
    rounds.push(next.round)
    if (stop === 'elbo' && !(next.round.elbo > fit.round.elbo)) break
    kept = staying
    fit = next
  }

  const dropped = Array.from(library.names.keys()).filter(k => !kept.includes(k))
  const recalled = stop === 'elbo' ? await recall(library, dropped, cut, services.report) : []
  const left = kept.concat(recalled)
  return {
    result: {
      elbo: fit.round.elbo,
      prior,
      alpha: fit.alpha,
      selected: kept.map(k => library.names[k]),
      recalled: recalled.map(k => library.names[k]),
      rounds,
    },
    kept: left.sort((a, b) => a - b).map(k => library.names[k]),
    weightDropped: dropped.reduce((sum, k) => (recalled.includes(k) ? sum : sum + first.weights[k]), 0),
  }
}

/** Those of the dropped models that the curve leaves 5 % of the weight, or the cut where that is more. */
async function recall(library: Problem, dropped: number[], cut: number, report: Report): Promise<number[]> {
  if (dropped.length === 0) return []
  const recalled: number[] = []
  const mayReturn = recallTest(library, Math.max(recallShare, cut))
  for (const [done, k] of dropped.entries()) {
    const message = `Selecting: looking again at ${dropped.length} models that were dropped`
    if (done % recallsPerReport === 0)
      await report({ stage: 'selection', done, total: dropped.length, message })
    if (mayReturn(k)) recalled.push(k)
  }
  return recalled
}

/**
 * The minimum reached from alpha = 1, the only one for p >= 1/2; below that, where there are many, the best of that
 * and a fixed set of scattered starts.
 */
function bestMinimum(objective: Objective, modelCount: number, prior: number): Minimum {
  let best = minimise(objective.value, new Float64Array(modelCount))
  for (let start = 0; prior < 0.5 && start < scatteredStarts; start++) {
    const random = Random.stream(start, 4)
    const spread = 0.5 + (3 * start) / scatteredStarts
    const from = Float64Array.from({ length: modelCount }, () => spread * random.normal())
    const found = minimise(objective.value, from)
    if (found.value < best.value) best = found
  }
  return best
}

/** One fit of the models `kept`: weights and alpha in their order, and the round for the record. */
function fitRound(library: Problem, kept: number[], prior: number) {
  const problem = kept.length === library.modelCount ? library : subProblem(library, kept)
  const objective = objectiveOf(problem, prior)
  const { x, value } = bestMinimum(objective, kept.length, prior)
  const alpha = Array.from(x, exp)
  const total = alpha.reduce((sum, a) => sum + a, 0)
  const round = {
    models: kept.length,
    elbo: objective.elboOf(value),
    chi2PerPoint: objective.chi2PerPoint(x),
  }
  return { alpha, weights: alpha.map(a => a / total), round }
}
