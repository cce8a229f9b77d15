import { randomInt } from 'node:crypto'
import type { Analysis } from '#db/schema.ts'
import type { Extras } from '#src/analyses/extras.ts'
import { type FieldErrors, refuse } from '../errors.ts'

/** What a person decides about an analysis, as kept in its row and its params.json. */
export interface Parameters {
  /** Models whose variational weight is below this are left out of the complete inference. */
  cut: number
  /** Draws of each chain to begin with; sampling goes on until it has converged. */
  iterations: number
  /** The same seed gives the same result to the last bit. */
  seed: number
  chains: number
  skipVariational: boolean
  /** Dirichlet parameter of every weight; null is 1 over the number of models. */
  prior: number | null
  scalePrior: 'half-normal' | 'flat'
  hydration: 'shared' | 'fixed' | 'per-model' | 'none'
  /** Points outside are left out of the fit, 1/A. */
  qMin: number | null
  qMax: number | null
  /** What every error of the curve is multiplied by; absent for 1. */
  errorScale?: number
  /** The owner's names of the files that belong to this analysis alone; absent without any. */
  extras?: Extras<string>
}

export const hydrationModes = ['shared', 'fixed', 'per-model', 'none'] as const
export const scalePriors = ['half-normal', 'flat'] as const

/** The form as it opens. A blank field means what `parseParameters` makes of it. */
export const defaultFields = {
  threshold: '0.01',
  iterations: '2000',
  seed: '',
  chains: '4',
  prior: '',
  scalePrior: 'half-normal',
  hydration: 'shared',
  qMin: '',
  qMax: '',
  errorScale: '1',
}

type Fields = Readonly<Record<string, string | undefined>>

/**
 * Reads the form's text. A blank seed is chosen here and kept with the analysis, so that it can be repeated.
 * @throws AppError invalid with a message by field
 */
export function parseParameters(fields: Fields): Parameters {
  const faults: Record<string, string> = {}
  const read = (
    name: keyof typeof defaultFields,
    fault: (value: number) => string | undefined,
    blank: number | null,
  ) => {
    const text = fields[name]?.trim() ?? ''
    if (text === '') return blank
    const value = Number(text)
    const message = Number.isFinite(value) ? fault(value) : 'Use a number, with a point for decimals.'
    if (message) faults[name] = message
    return value
  }
  const between = (low: number, high: number) => (value: number) =>
    value < low || value > high ? `Use a number from ${low} to ${high}.` : undefined
  const wholeBetween = (low: number, high: number) => (value: number) =>
    !Number.isInteger(value) || value < low || value > high
      ? `Use a whole number from ${low.toLocaleString('en')} to ${high.toLocaleString('en')}.`
      : undefined
  const choice = <T extends string>(name: keyof typeof defaultFields, choices: readonly T[]): T => {
    const text = fields[name] ?? defaultFields[name]
    if (!choices.includes(text as T)) faults[name] = `Choose one of ${choices.join(', ')}.`
    return text as T
  }
  const parameters: Parameters = {
    cut: read('threshold', between(0.0001, 0.5), 0.01)!,
    iterations: read('iterations', wholeBetween(100, 100_000), 2000)!,
    seed: read('seed', wholeBetween(0, 4_294_967_295), randomInt(0, 4_294_967_296))!,
    chains: read('chains', wholeBetween(2, 16), 4)!,
    skipVariational: fields.skipVariational === 'on' || fields.skipVariational === 'true',
    prior: read('prior', between(0.0001, 100), null),
    scalePrior: choice('scalePrior', scalePriors),
    hydration: choice('hydration', hydrationModes),
    qMin: read('qMin', between(0, 10), null),
    qMax: read('qMax', between(0.001, 10), null),
  }
  const errorScale = read('errorScale', between(0.1, 10), 1)!
  if (errorScale !== 1) parameters.errorScale = errorScale
  const { qMin, qMax } = parameters
  if (qMin !== null && qMax !== null && qMin >= qMax)
    faults.qMax = 'The upper end must lie above the lower end.'
  if (Object.keys(faults).length > 0) refuse(faults satisfies FieldErrors)
  return parameters
}

/** The form's text for parameters chosen before: "run again with one thing changed". */
export function fieldsOf(parameters: Parameters): Record<string, string> {
  const { cut, skipVariational, extras: _, ...rest } = parameters
  const texts = Object.entries(rest).map(([name, value]) => [name, value === null ? '' : String(value)])
  return {
    ...Object.fromEntries(texts),
    threshold: String(cut),
    ...(skipVariational ? { skipVariational: 'on' } : {}),
  }
}

/** The parameters of an analysis in words, for lists and pages, whatever its method. */
export function describeAnalysis({
  method,
  parameters,
}: Pick<Analysis, 'method' | 'parameters'>): { name: string; value: string }[] {
  if (method === 'bioce') return describeParameters(parameters as unknown as Parameters)
  const values = Object.entries(parameters).map(([name, value]) => ({ name, value: String(value) }))
  return [{ name: 'Method', value: method }, ...values]
}

/** Those of the built-in method. */
export function describeParameters(parameters: Parameters): { name: string; value: string }[] {
  const { qMin, qMax, errorScale = 1, extras = {} } = parameters
  const shifts = [extras.shifts, extras.shiftsSimulated, extras.shiftsRms].filter(name => name !== undefined)
  return [
    {
      name: 'Weight threshold',
      value: parameters.skipVariational ? 'none: every model takes part' : String(parameters.cut),
    },
    { name: 'Iterations', value: parameters.iterations.toLocaleString('en') },
    { name: 'Chains', value: String(parameters.chains) },
    { name: 'Seed', value: String(parameters.seed) },
    {
      name: 'Dirichlet prior',
      value: parameters.prior === null ? '1 / number of models' : String(parameters.prior),
    },
    { name: 'Scale prior', value: parameters.scalePrior },
    { name: 'Hydration', value: hydrationWords[parameters.hydration] },
    {
      name: 'q range',
      value: qMin === null && qMax === null ? 'up to 0.5 1/Å' : `${qMin ?? 0} to ${qMax ?? '∞'} 1/Å`,
    },
    ...(errorScale === 1 ? [] : [{ name: 'Errors multiplied by', value: String(errorScale) }]),
    ...(extras.energies ? [{ name: 'Energies', value: extras.energies }] : []),
    ...(shifts.length > 0 ? [{ name: 'Chemical shifts', value: shifts.join(', ') }] : []),
  ]
}

const hydrationWords = {
  shared: 'one for the whole library',
  fixed: 'fixed',
  'per-model': 'one for each model',
  none: 'none',
}
