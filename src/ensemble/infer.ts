import { completeDraws } from './completeDraws.ts'
import { refusal } from './faults/index.ts'
import { observableResults } from './observables.ts'
import type { Draws } from './posterior/draws.ts'
import { relativeScales } from './posterior/ofPart.ts'
import { buildProblem, type InferInput, modelsMax, type Problem, subProblem } from './problem.ts'
import { gateOf, type InferServices, sampleModels, sampleOneModel } from './sampleProblem.ts'
import { type InferOptions, settingsOf, withModel } from './settings.ts'
import { type InferResult, summarise } from './summarise.ts'
import { targetOf } from './targetOf.ts'

export type { InferServices } from './sampleProblem.ts'
export type { InferOptions } from './settings.ts'
export type { InferResult } from './summarise.ts'

/**
 * Complete Bayesian inference of the weights of an ensemble.
 *
 * Checks the input, samples the posterior of weights and scale until the convergence gate opens or the budget is
 * spent, and summarises it. Returns the result's parts and the draws themselves (over all chains, w [D, K]), and which
 * share of them lay outside the ranges of nuisance amounts.
 * Throws `FaultError` as `buildProblem` does, options.*, run.cancelled, and whatever `report` throws.
 */
export async function inferEnsemble(
  input: InferInput,
  asked: InferOptions,
  services: InferServices,
): Promise<{ result: InferResult; draws: Draws; names: string[]; outside: number }> {
  const options = withModel(asked)
  const library = buildProblem(input, options)
  const settings = settingsOf(options, library)
  const most = settings.prior === 'inclusion' ? modelsMax.inclusion : modelsMax.dirichlet
  const problem = selectModels(library, options.selected, most)
  const target = targetOf(library, problem, settings)
  const places = new Map(library.names.map((name, k) => [name, k]))
  const columns = problem.names.map(name => places.get(name)!)

  const { draws, evidence, ladder, ...sampled } =
    problem.modelCount === 1
      ? sampleOneModel(problem, settings)
      : await sampleModels(input, columns, problem, target, settings, services)
  const completed = completeDraws(problem, input, columns, settings, draws, evidence)
  const failures = [...sampled.failures, ...completed.failures]
  const gate = gateOf(target)
  const { observables, properties = [], groupings = [] } = input
  const inferred = {
    ...{ library, problem, settings, draws, failures, gate, evidence, ladder },
    ...{ properties, groupings, columns },
  }
  const result = await summarise(inferred, services)
  if (observables) {
    result.observables = observableResults(observables, columns, draws)
    result.boundsOutside = completed.boundsOutside
  }
  if (!input.shifts) result.details.shiftChi2 = null
  if (problem.parts.length > 1) takeRelativeScale(problem, draws, result)
  return {
    result,
    draws,
    names: problem.names,
    outside: completed.outside,
  }
}

/** Tells the scale of the first of several curves over that of the equal-weight mean of the library. Changes `draws` and `result`. */
function takeRelativeScale(problem: Problem, draws: Draws, result: InferResult): void {
  draws.scale = relativeScales(problem, draws, 0)
  result.scale = result.curves![0].relativeScale
  result.details.scalePriorSd /= result.details.referenceScale
  result.details.referenceScale = 1
}

function selectModels(library: Problem, selected: string[] | undefined, most: number): Problem {
  if (selected && selected.length === 0) throw refusal('options.no_models', {})
  const wanted = new Set(selected ?? library.names)
  const known = new Set(library.names)
  for (const name of wanted) if (!known.has(name)) throw refusal('options.unknown_model', { name })
  const kept = library.names.flatMap((name, k) => (wanted.has(name) ? [k] : []))
  if (kept.length > most) throw refusal('library.too_many_to_weigh', { models: kept.length, most })
  return kept.length === library.modelCount ? library : subProblem(library, kept)
}
