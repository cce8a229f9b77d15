import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { Analysis } from '#db/schema.ts'
import { StartError } from '../errors.ts'

const Field = Type.Object(
  {
    name: Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9]{0,39}$' }),
    label: Type.String({ minLength: 1, maxLength: 80 }),
    help: Type.Optional(Type.String({ maxLength: 1000 })),
    kind: Type.Union([
      Type.Literal('whole'),
      Type.Literal('number'),
      Type.Literal('text'),
      Type.Literal('choice'),
      Type.Literal('flag'),
    ]),
    byDefault: Type.Union([Type.Number(), Type.String({ maxLength: 200 }), Type.Boolean()]),
    least: Type.Optional(Type.Number()),
    most: Type.Optional(Type.Number()),
    choices: Type.Optional(Type.Array(Type.String({ maxLength: 80 }), { minItems: 1 })),
  },
  { additionalProperties: false },
)

const ResultFile = Type.Object(
  {
    /** Its name in output/. */
    file: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$' }),
    title: Type.String({ minLength: 1, maxLength: 80 }),
    optional: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)

const Manifest = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }),
    title: Type.String({ minLength: 1, maxLength: 80 }),
    description: Type.Optional(Type.String({ maxLength: 2000 })),
    /** Only people who hold it see and may start this analysis: one of the roles that administrators add. */
    role: Type.Optional(Type.String({ maxLength: 50 })),
    /** Program and arguments; `{here}` is the manifest's own folder. */
    command: Type.Array(Type.String(), { minItems: 1 }),
    /** Where methods run in a sandbox, they have no network without this. */
    network: Type.Optional(Type.Boolean()),
    fields: Type.Array(Field),
    results: Type.Array(ResultFile),
  },
  { additionalProperties: false },
)

/**
 * An analysis that a lab adds without touching the code: a command, the fields of its form and the files it
 * writes. The command is started in a folder with `params.json` and `input/`, and writes `output/`.
 */
export type Manifest = Static<typeof Manifest>
type ManifestField = Static<typeof Field>

/** @throws StartError naming the file and the first thing wrong with it */
export function readManifest(path: string): Manifest {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new StartError(`${path} cannot be read as JSON: ${(error as Error).message}`)
  }
  if (!Value.Check(Manifest, value)) {
    const [first] = Value.Errors(Manifest, value)
    throw new StartError(`${path}: ${first?.path || 'it'} is not right: ${first?.message}.`)
  }
  const here = dirname(resolve(path))
  return { ...value, command: value.command.map(part => part.replaceAll('{here}', here)) }
}

/** What the page of a finished method shows: the numbers that it told, and its files by the manifest's titles. */
export function methodOutcome(
  manifest: Manifest | undefined,
  { summary }: Analysis,
  outputs: { name: string; bytes: number; meaning: string }[],
) {
  const titles = new Map(manifest?.results.map(({ file, title }) => [file, title]))
  const numbers = typeof summary === 'object' && summary !== null ? Object.entries(summary) : []
  return {
    summary: numbers.map(([name, value]) => ({ name, value: String(value) })),
    files: outputs.map(file => ({ ...file, meaning: titles.get(file.name) ?? (file.meaning || 'result') })),
  }
}

/** The fields as a form shows them. */
export const settingViewsOf = ({ fields }: Manifest) =>
  fields.map(({ byDefault: _, choices, ...field }) => ({
    ...field,
    choices: choices?.map(value => ({ value, text: value })),
  }))

/** The form of a method as it opens. */
export const defaultsOf = (manifest: Manifest): Record<string, string> =>
  Object.fromEntries(
    manifest.fields.map(({ name, byDefault }) => [
      name,
      byDefault === true ? 'on' : byDefault === false ? '' : String(byDefault),
    ]),
  )

/** A form's texts as the values its manifest asks for, or what is wrong with them by field. */
export function readManifestFields(
  manifest: Manifest,
  typed: Readonly<Record<string, string | undefined>>,
): { values: Record<string, number | string | boolean>; errors: Record<string, string> } {
  const values: Record<string, number | string | boolean> = {}
  const errors: Record<string, string> = {}
  for (const field of manifest.fields) {
    const text = typed[field.name]?.trim()
    const read = readField(field, text)
    if ('fault' in read) errors[field.name] = read.fault
    else values[field.name] = read.value
  }
  return { values, errors }
}

type FieldValue = number | string | boolean

/** The value of a field's text, or what is wrong with it. */
function readField(
  field: ManifestField,
  text: string | undefined,
): { value: FieldValue } | { fault: string } {
  const { kind, byDefault, choices = [], least = -Infinity, most = Infinity } = field
  if (kind === 'flag') return { value: text === 'on' || text === 'true' }
  if (text === undefined || text === '') return { value: byDefault }
  if (kind === 'text') return { value: text.slice(0, 200) }
  if (kind === 'choice')
    return choices.includes(text) ? { value: text } : { fault: `Choose one of ${choices.join(', ')}.` }
  const value = Number(text)
  if (!Number.isFinite(value) || (kind === 'whole' && !Number.isInteger(value)))
    return { fault: `Enter a ${kind === 'whole' ? 'whole number' : 'number'}.` }
  const isOut = value < least || value > most
  return isOut ? { fault: `Enter a number from ${least} to ${most}.` } : { value }
}
