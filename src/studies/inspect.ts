import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { EnsembleError } from '#src/ensemble/errors.ts'
import { type CurveFile, type QUnit, readCurve, readMatrix } from '#src/ensemble/formats/index.ts'
import { firstDifference, type LibraryMember } from '#src/ensemble/structures/library.ts'
import { largestDistance, radiusOfGyration } from '#src/ensemble/structures/measures.ts'
import { streamStructures } from '#src/ensemble/structures/read.ts'
import type { Note } from '#src/ensemble/structures/structure.ts'
import { AppError } from '../errors.ts'
import { type FileRecord, type ModelRecord, type StudyRecord, writeRecord } from './record.ts'
import { unpackLibrary } from './unpack.ts'

/** The files of an upload: where their bytes lie, and their owner's names for them. */
export interface StudyFiles {
  curve: { path: string; name: string }
  library: { path: string; name: string } | null
  profiles: { path: string; name: string } | null
}

export interface InspectLimits {
  inflatedBytesMax: number
  modelsMax: number
}

export interface Inspection {
  record: StudyRecord
  pointCount: number
  bytes: number
}

const warningsMax = 50

/**
 * Reads every file of an upload with the readers that an analysis uses, and lays them out in `folder` as a study:
 * curve.dat, profiles.txt, library/m00001.pdb ..., study.json.
 * @throws AppError invalid, whose message names file, line and cause, under the field that it came in
 */
export async function inspectStudy(
  folder: string,
  files: StudyFiles,
  unit: QUnit | 'guess',
  limits: InspectLimits,
): Promise<Inspection> {
  const warnings: string[] = []
  const curve = await inField('curve', async () =>
    readCurve(await textOf(files.curve.path), files.curve.name, { unit }),
  )
  warnings.push(...curve.warnings)
  if (unit === 'guess') warnings.push(`q was taken to be in ${curve.unit}: ${curve.unitGuess.reason}`)

  const library = files.library
    ? await inField('library', () => readLibrary(folder, files.library!, limits, warnings))
    : undefined
  const columns = files.profiles
    ? await inField('profiles', () => readProfiles(files.profiles!, curve))
    : undefined
  if (library && columns && columns.length !== library.models.length)
    throw mistake(
      'profiles',
      `${files.profiles!.name} has ${columns.length} columns, but ${files.library!.name} holds ${library.models.length} models. Each model needs one column.`,
    )
  const models: ModelRecord[] =
    library?.models ?? columns!.map(name => ({ name, atoms: null, rg: null, dmax: null }))

  const record: StudyRecord = {
    curve: { ...(await keep(files.curve, folder, 'curve.dat')), unit: curve.unit },
    library: [],
    profiles: files.profiles ? await keep(files.profiles, folder, 'profiles.txt') : null,
    models,
    warnings: warnings.slice(0, warningsMax),
    truth: null,
  }
  for (const file of library?.files ?? [])
    record.library.push(await describe(folder, join('library', file.path.split('/').at(-1)!), file.name))
  await writeRecord(folder, record)
  const bytes = [record.curve, record.profiles, ...record.library].reduce(
    (sum, file) => sum + (file?.bytes ?? 0),
    0,
  )
  return { record, pointCount: curve.curve.q.length, bytes }
}

async function readLibrary(
  folder: string,
  file: { path: string; name: string },
  limits: InspectLimits,
  warnings: string[],
) {
  const into = join(folder, 'library')
  await mkdir(into)
  const files = await unpackLibrary(file.path, file.name, into, {
    ...limits,
    entriesMax: 2 * limits.modelsMax,
  })
  const models: ModelRecord[] = []
  let first: LibraryMember | undefined
  for (const each of files) {
    const notes: Note[] = []
    const text = Bun.file(each.path).stream().pipeThrough(new TextDecoderStream())
    for await (const model of streamStructures(text, each.name, {}, notes)) {
      first ??= model
      const difference = firstDifference(first, model)
      if (difference) throw new EnsembleError('bad_library', difference)
      if (models.length >= limits.modelsMax)
        throw new EnsembleError('too_large', `${file.name} holds more than ${limits.modelsMax} models`)
      models.push({
        name: model.name,
        atoms: model.composition.atoms,
        rg: radiusOfGyration(model.xyz),
        dmax: largestDistance(model.xyz),
      })
    }
    warnings.push(
      ...notes.map(note => `${note.file}${note.line ? `, line ${note.line}` : ''}: ${note.message}`),
    )
    await Bun.sleep(0) // other people's requests get their turn between files
  }
  return { files, models: distinctNames(models) }
}

/** Names tell models apart everywhere, so the second "1.pdb" becomes "1.pdb (2)". */
function distinctNames(models: ModelRecord[]): ModelRecord[] {
  const times = new Map<string, number>()
  return models.map(model => {
    const name = model.name.replace(/\.(pdb\d?|ent|cif|mmcif)(?=#|$)/i, '')
    const time = (times.get(name) ?? 0) + 1
    times.set(name, time)
    return { ...model, name: time === 1 ? name : `${name} (${time})` }
  })
}

async function readProfiles(file: { path: string; name: string }, curve: CurveFile): Promise<string[]> {
  const { names, values } = readMatrix(await textOf(file.path), file.name)
  const rows = values.length / names.length
  const points = curve.curve.q.length
  if (rows !== points)
    throw new EnsembleError(
      'bad_profiles',
      `${file.name} has ${rows} rows, but the curve has ${points} points. Each point needs one row.`,
    )
  return names
}

async function textOf(path: string): Promise<string> {
  return await Bun.file(path).text()
}

async function keep(file: { path: string; name: string }, folder: string, path: string): Promise<FileRecord> {
  await rename(file.path, join(folder, path))
  return await describe(folder, path, file.name)
}

async function describe(folder: string, path: string, name: string): Promise<FileRecord> {
  const file = Bun.file(join(folder, path))
  const hash = new Bun.CryptoHasher('sha256')
  for await (const chunk of file.stream()) hash.update(chunk)
  return { path, name, bytes: file.size, sha256: hash.digest('hex') }
}

/** A mistake in a file is shown beside the field that it came in. */
async function inField<T>(field: string, read: () => Promise<T> | T): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof EnsembleError) throw mistake(field, error.message)
    if (error instanceof AppError && Object.keys(error.fields).length === 0)
      throw new AppError(error.kind, error.message, { [field]: error.message })
    throw error
  }
}

function mistake(field: string, message: string): AppError {
  const sentence = /[.?]$/.test(message) ? message : `${message}.`
  return new AppError('invalid', 'One of the files needs another look.', { [field]: sentence })
}
