import { copyFile, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FileRecord } from '#src/studies/record.ts'
import { describeFile, type UploadedFile } from '#src/studies/uploadedFile.ts'
import { AppError } from '../errors.ts'
import { anyAssignmentFile } from './folder.ts'
import type { MethodField } from './manifest/fields.ts'
import type { FieldValue } from './manifest/fieldValues.ts'

/** Files that came for fields of a form, by the field: they belong to one analysis and not to its study. `to` is below input/. */
export type FieldUploads = Record<string, UploadedFile & { to: string }>

/** What the input for a file is called where the field also chooses among those of the study. */
const uploadNameOf = (field: string) => `file-${field}`

interface Arrived extends UploadedFile {
  field: string
  bytes: number
}

/**
 * Takes the files that came with a form: a field with one has it as its only choice.
 * @throws AppError invalid for a file that the form has no field for
 */
export function takeUploads(fields: MethodField[], arrived: Arrived[]) {
  const uploads: FieldUploads = {}
  const errors: Record<string, string> = {}
  for (const { field: input, name, path, bytes } of arrived) {
    const field = fields.find(each => each.upload && [each.name, uploadNameOf(each.name)].includes(input))
    if (!field)
      throw new AppError('invalid', `The form contains a field that this page does not have: "${input}".`)
    const fault = faultOf(field, name, bytes)
    if (fault) errors[field.name] = fault
    const ending = field.upload!.find(kind => name.toLowerCase().endsWith(kind)) ?? ''
    uploads[field.name] = { name, path, to: `fields/${field.name}${ending}` }
  }
  const own = fields.map(field => {
    const file = uploads[field.name]
    return file ? { ...field, choices: [{ value: file.to, text: file.name, is: file.to }] } : field
  })
  return { uploads, errors, fields: own }
}

function faultOf({ upload = [], rules }: MethodField, name: string, bytes: number): string | undefined {
  if (!upload.some(kind => name.toLowerCase().endsWith(kind)))
    return `${name} has another ending than ${upload.join(', ')}.`
  if (bytes === 0) return `${name} is empty.`
  if (!new RegExp(rules.pattern ?? '', 'u').test(name)) return `${name} is not called as it must be here.`
}

/** What the chosen files are called, by the field: their values are paths. */
export function fileNamesOf(
  fields: MethodField[],
  values: Record<string, FieldValue>,
): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap(({ name, isFile, choices = [] }) => {
      const chosen = isFile && choices.find(({ is }) => is === values[name])
      return chosen ? [[name, chosen.text]] : []
    }),
  )
}

/** Those of an analysis before, in its folder. */
export async function earlierUploads(home: string): Promise<FieldUploads> {
  const { extras = {} } = (await anyAssignmentFile.find(join(home, 'params.json'))) ?? {}
  const records = Object.entries(extras as Record<string, FileRecord>)
  return Object.fromEntries(
    records.map(([field, { path, name }]) => [field, { path: join(home, 'input', path), name, to: path }]),
  )
}

/** Copies for a command that is not ours, and what params.json says of them. */
export async function copyUploads(
  uploads: FieldUploads,
  folder: string,
): Promise<Record<string, FileRecord>> {
  const copied: Record<string, FileRecord> = {}
  for (const [field, { path, name, to }] of Object.entries(uploads)) {
    await mkdir(dirname(join(folder, to)), { recursive: true })
    await copyFile(path, join(folder, to))
    copied[field] = await describeFile(folder, to, name)
  }
  return copied
}
