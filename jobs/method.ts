import type { Parameters } from '#src/analyses/parameters.ts'
import type { Curve, Profiles, Progress, Report } from '#src/ensemble/contract.ts'
import {
  fitHydration,
  type Hydration,
  inferEnsemble,
  type Partials,
  profilesFrom,
  selectEnsemble,
} from '#src/ensemble/index.ts'

/** A second inference is worth its time when the hydration moved by more than this (c1; e/A^3). */
const hydrationMoved = 0.001

/** A curve with either finished profiles or partial intensities from which they follow. */
export interface Input {
  curve: Curve
  partials: Partials[] | null
  profiles: Profiles | null
}

interface Options {
  report(progress: Progress): void
  /** A line for the log. */
  tell(line: string): void
}

/** Infers; where profiles are calculated, fits the hydration shell first and once more on the ensemble found. */
export async function inferWithHydration(
  { curve, partials, profiles }: Input,
  parameters: Parameters,
  { report, tell }: Options,
) {
  const infer = (given: Profiles) => selectAndInfer(curve, given, parameters, report)
  if (!partials) return { inferred: await infer(profiles!), profiles: profiles!, hydration: null }

  report({ stage: 'hydration', done: 0, total: 1, message: 'Fitting the hydration shell' })
  const mode = parameters.hydration
  const fixed = mode === 'fixed' ? { contrast: fixedContrast } : {}
  const first = fitHydration(partials, curve, { mode, ...fixed })
  tell(`hydration (${mode}): c1 ${first.c1.toFixed(4)}, contrast ${first.contrast.toFixed(4)} e/A^3`)
  let calculated = profilesFrom(partials, curve.q, first)
  let inferred = await infer(calculated)
  if (mode !== 'shared') return { inferred, profiles: calculated, hydration: first }

  const weights = inferred.result.models.map(model => model.weight.mean)
  const refined = fitHydration(partials, curve, { mode, weights })
  tell(
    `hydration on the ensemble: c1 ${refined.c1.toFixed(4)}, contrast ${refined.contrast.toFixed(4)} e/A^3`,
  )
  if (!hasMoved(first, refined)) return { inferred, profiles: calculated, hydration: first }
  calculated = profilesFrom(partials, curve.q, refined)
  inferred = await infer(calculated)
  return { inferred, profiles: calculated, hydration: refined }
}

/** Selects the models that the curve can support, unless that is to be skipped, and infers their weights. */
async function selectAndInfer(curve: Curve, profiles: Profiles, parameters: Parameters, report: Report) {
  const { iterations, chains, seed, scalePrior, prior, cut, qMin, qMax } = parameters
  const range = { ...(qMin === null ? {} : { qMin }), ...(qMax === null ? {} : { qMax }) }
  const input = { curve, profiles }
  const selection = parameters.skipVariational
    ? null
    : await selectEnsemble(input, { cut, ...range }, { report })
  const inferOptions = {
    iterations,
    chains,
    seed,
    scalePrior,
    ...range,
    ...(prior === null ? {} : { prior }),
    ...(selection ? { selected: selection.result.selected } : {}),
  }
  const { result, draws, names } = await inferEnsemble(input, inferOptions, { report })
  result.details.weightDropped = selection?.weightDropped ?? 0
  return { result, ...draws, names, variational: selection?.result ?? null }
}

/** Contrast of the mode `fixed`, e/A^3: 6 % of bulk water's 0.334, inside the range in which it is fitted. */
const fixedContrast = 0.02

function hasMoved(before: Hydration, after: Hydration): boolean {
  return (
    Math.abs(before.c1 - after.c1) > hydrationMoved ||
    Math.abs(before.contrast - after.contrast) > hydrationMoved
  )
}
