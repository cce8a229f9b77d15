import type { CurveFile } from '#src/ensemble/formats/index.ts'
import { curveOf, type Inputs, required, wordOption } from './science.ts'

/** What `infer` and `select` are both told of their files. */

const text = { type: 'string' } as const

/** For `argumentsOf`, beside a command's own. */
export const studyOptions = {
  curve: text,
  profiles: text,
  names: text,
  unit: text,
  json: { type: 'boolean' },
} as const

type Texts = Partial<Record<Exclude<keyof typeof studyOptions, 'json'>, string>>

/** The curve that must be named. */
export async function studyCurve(inputs: Inputs, { curve, unit }: Texts): Promise<CurveFile> {
  return await curveOf(inputs, required('curve', curve), wordOption('unit', unit, ['1/A', '1/nm', 'guess']))
}
