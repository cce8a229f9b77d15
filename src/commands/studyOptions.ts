import type { AnalysisOptions } from '#src/ensemble/analyse.ts'
import type { Curve } from '#src/ensemble/contract.ts'
import { curveOf, type Inputs, numberOption, required, wordOption, wordOrNumber } from './science.ts'

/** What `infer` and `select` are both told: the data, the points of them that count, and the cut. */

const text = { type: 'string' } as const

/** For `argumentsOf`, beside a command's own. */
export const studyOptions = {
  curve: text,
  profiles: text,
  names: text,
  prior: text,
  cut: text,
  'q-min': text,
  'q-max': text,
  unit: text,
  background: text,
  'error-scale': text,
  json: { type: 'boolean' },
} as const

type Texts = Partial<Record<Exclude<keyof typeof studyOptions, 'json'>, string>>

/** The curve that must be named. */
export async function studyCurve(inputs: Inputs, { curve, unit }: Texts): Promise<Curve> {
  return await curveOf(inputs, required('curve', curve), wordOption('unit', unit, ['1/A', '1/nm', 'guess']))
}

/** The shared options but the prior, which each command reads in its own way. */
export function studyLimits(
  values: Texts,
): Pick<AnalysisOptions, 'cut' | 'qMin' | 'qMax' | 'background' | 'errorScale'> {
  return {
    cut: numberOption('cut', values.cut),
    qMin: numberOption('q-min', values['q-min']),
    qMax: numberOption('q-max', values['q-max']),
    background: wordOrNumber('background', values.background, ['auto', 'none']),
    errorScale: wordOrNumber('error-scale', values['error-scale'], ['inferred', 'fixed']),
  }
}
