import { Type } from '@sinclair/typebox'
import { named, oneOf, orNull } from './apiShapes.ts'

const { Array: list, Integer: whole, Number: number, String: text, Boolean: flag, Unknown: anything } = Type

/** Of a method of the laboratory: what its manifest says of what it told and wrote. The files are among the files of the result. */
export const resultShape = named('Result', {
  method: text(),
  methodVersion: orNull(text()),
  citation: orNull(text()),
  numbers: list(
    named('Number', {
      name: text(),
      label: text(),
      value: Type.Union([number(), text(), flag()]),
      unit: Type.Optional(text()),
      digits: Type.Optional(whole()),
      help: Type.Optional(text()),
      grade: Type.Optional(oneOf(['good', 'fair', 'poor'])),
      gradeText: Type.Optional(text()),
    }),
  ),
  shown: list(
    named('Shown', {
      file: text(),
      title: text(),
      description: Type.Optional(text()),
      kind: oneOf(['table', 'chart', 'series', 'image', 'structure', 'markdown', 'fault']),
      /** Of a table, a chart or a series. */
      columns: Type.Optional(list(text())),
      rows: Type.Optional(whole()),
      chart: Type.Optional(anything()),
      /** Why it cannot be shown. */
      fault: Type.Optional(text()),
    }),
  ),
})

const fieldShape = named('Field', {
  name: text(),
  label: text(),
  help: Type.Optional(text()),
  kind: text(),
  unit: Type.Optional(text()),
  byDefault: anything(),
  least: Type.Optional(number()),
  most: Type.Optional(number()),
  choices: Type.Optional(list(text())),
})

export const methodShape = named('Method', {
  name: text(),
  title: text(),
  description: Type.Optional(text()),
  version: Type.Optional(text()),
  citation: Type.Optional(text()),
  fields: list(fieldShape),
  /** Of a method of the laboratory: its parameters as JSON Schema, and what its manifest says of inputs and results. */
  parameters: Type.Optional(anything()),
  inputs: Type.Optional(list(anything())),
  numbers: Type.Optional(list(anything())),
  results: Type.Optional(list(anything())),
})
