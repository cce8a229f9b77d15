import type { QUnit } from '#src/ensemble/formats/index.ts'
import { fieldOfCurve } from './record.ts'

/** What the owner of an upload says of one of its curves. */
export interface CurveAnswers {
  unit?: QUnit
  /** The unit stays although the evidence speaks against it. */
  isUnitSure?: boolean
  /** Which suggestions of the check are taken. */
  leaveOut?: boolean
  scaleErrors?: boolean
  /** What it was measured with, for the analyses to begin with; asked where there are several curves. */
  radiation?: 'x-rays' | 'neutrons'
  d2o?: number
}

const names = ['unit', 'unitSure', 'leaveOut', 'scaleErrors', 'radiation', 'd2o'] as const

/** The fields of a form that hold the answers. */
export type AnswerFields = Record<(typeof names)[number], string>

/** Those of one curve, counted from 0. */
export const answerFieldsOf = (index: number) =>
  Object.fromEntries(names.map(name => [name, fieldOfCurve(name, index)])) as AnswerFields

/** The answers in a form that was sent. */
export function answersIn(texts: Readonly<Record<string, string | undefined>>, index: number): CurveAnswers {
  const fields = answerFieldsOf(index)
  const text = (name: keyof AnswerFields) => texts[fields[name]] || undefined
  const d2o = text('d2o')
  return {
    unit: text('unit') as QUnit | undefined,
    isUnitSure: text('unitSure') !== undefined,
    leaveOut: text('leaveOut') !== undefined,
    scaleErrors: text('scaleErrors') !== undefined,
    radiation: text('radiation') as CurveAnswers['radiation'],
    d2o: d2o === undefined ? undefined : Number(d2o),
  }
}
