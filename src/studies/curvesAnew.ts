import { createWriteStream } from 'node:fs'
import { link } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Draft, User } from '#db/schema.ts'
import type { Manifest, ManifestInput } from '#src/analyses/manifest/manifest.ts'
import { FaultError } from '#src/ensemble/faults/index.ts'
import { seriesOfNames } from '#src/ensemble/formats/index.ts'
import { readOriginal } from '../compressed.ts'
import { AppError, refuse } from '../errors.ts'
import { limitsOf } from './allowance.ts'
import { isArchiveName } from './archiveEntries.ts'
import { curvesMax } from './builtInInputs.ts'
import { faultsOfInputs } from './chosenInputs.ts'
import { type ArrivedFile, sizeOf } from './draftFiles.ts'
import { openDraft } from './drafts.ts'
import { gatherLibrary, packFiles } from './gatherLibrary.ts'
import { curvesOf, type FileRecord, type MethodInputs, type StudyRecord, tablesOf } from './record.ts'
import type { StudyDeps } from './upload.ts'

/**
 * The files of a study as a new upload of another shape, which is checked as any other: several curves of one ensemble as a series,
 * or some curves of a series as a study. Nothing is sent again, and the study stays as it is.
 */

interface NewUpload {
  name: string
  uploadKey: string | null
}

/** A study with its folder. */
interface Held<Contents> {
  folder: string
  contents: Contents
}

/** What keeps the curves of a study from being a series, in words; null where nothing does. */
export function obstacleToSeries(record: StudyRecord): string | null {
  if (curvesOf(record).length < 2) return 'A series needs two curves or more, and this study has one.'
  if (new Set(tablesOf(record).map(({ sha256 }) => sha256)).size > 1)
    return 'A series has one table of profiles for curves at the same points, and these curves have a table each.'
  if (record.library.some(({ trajectory }) => trajectory))
    return 'A series takes its models from PDB or mmCIF files, and not from a trajectory.'
  if (record.models.some(({ species }) => species !== undefined))
    return 'The models of a series are of one composition, and these are a mixture.'
  return null
}

/** The curves of a study by the names that a list can hold, each with the number in its name, or its place. */
export function seriesListOf(record: StudyRecord): string {
  const names = curveNames(record)
  const rows = valuesOf(names).map(({ file, value }) => `${file},${value}`)
  return ['file,variable', ...rows].join('\n')
}

function valuesOf(names: string[]) {
  try {
    return seriesOfNames(names)
  } catch (error) {
    if (!(error instanceof FaultError)) throw error
    return names.map((file, place) => ({ file, value: place + 1 }))
  }
}

/** A list has blanks and commas between its fields. */
const curveNames = (record: StudyRecord) =>
  curvesOf(record).map(({ name }) => name.replaceAll(/[\s,;"]+/g, '_'))

/** @throws AppError invalid by field, conflict where it cannot be a series or at a limit */
export async function openSeriesOf(
  deps: StudyDeps,
  owner: User,
  { folder, contents: record }: Held<StudyRecord>,
  { name: method, inputs = [] }: Pick<Manifest, 'name' | 'inputs'>,
  { list, ...upload }: NewUpload & { list: string },
  now: number,
): Promise<Draft> {
  const obstacle = obstacleToSeries(record)
  if (obstacle) throw new AppError('conflict', obstacle)
  const names = curveNames(record)
  const curves = curvesOf(record).map((file, m) => ({ ...file, name: names[m]! }))
  const table = tablesOf(record).slice(0, 1)
  const listed = { name: 'list.csv', bytes: Buffer.byteLength(list) }
  const { library } = record
  const packed = library.length > 1 ? [{ name: 'models.tar', bytes: sizeOf(library) }] : library
  const files = { curves, list: [listed], models: packed, profiles: table }
  const chosen = Object.entries(files).flatMap(([field, some]) =>
    some.map(({ name, bytes }, i) => ({ field, name, bytes, path: `${field}-${i + 1}` })),
  )
  const faults = faultsOfInputs(inputs, chosen, limitsOf(owner, deps.config).uploadBytesMax)
  const { list: ofList, ...others } = faults
  if (Object.keys(others).length > 0) throw new AppError('conflict', Object.values(others)[0]!)
  if (ofList) refuse({ list_typed: ofList })
  return await inFolder(deps, async incoming => {
    const at = (path: string) => join(incoming, path)
    for (const [i, { path }] of curves.entries()) await link(join(folder, path), at(`curves-${i + 1}`))
    for (const { path } of table) await link(join(folder, path), at('profiles-1'))
    await Bun.write(at('list-1'), list)
    const originals = library.map(({ name, path, bytes }) => ({
      ...{ name, bytes },
      open: () => Readable.fromWeb(readOriginal(join(folder, path)) as never),
    }))
    if (originals.length > 1) await packFiles(at('models-1'), originals)
    else if (originals[0]) await pipeline(originals[0].open(), createWriteStream(at('models-1')))
    const arrived = chosen.map(({ field, ...file }) => ({
      input: field,
      label: labelOf(inputs, field),
      ...file,
    }))
    const facts = { method, inputs: arrived, files: [] }
    return await openDraft(deps, owner, incoming, { ...upload, ...facts }, now)
  })
}

const labelOf = (inputs: ManifestInput[], field: string) => inputs.find(({ name }) => name === field)!.label

/** The curves of a series that are files of their own: archives are unpacked where they are checked, and not here. */
export const curvesOfSeries = ({ curves = [] }: MethodInputs): FileRecord[] =>
  curves.filter(({ name }) => !isArchiveName(name))

/** @param places of the curves among `curvesOfSeries`, from 0 @throws AppError invalid by field, conflict at a limit */
export async function openStudyOf(
  deps: StudyDeps,
  owner: User,
  { folder, contents }: Held<MethodInputs>,
  { places, ...upload }: NewUpload & { places: number[] },
  now: number,
): Promise<Draft> {
  const curves = curvesOfSeries(contents).filter((_, place) => places.includes(place))
  if (curves.length === 0) refuse({ curves: 'Choose a curve or several.' })
  if (curves.length > curvesMax)
    refuse({ curves: `One study holds at most ${curvesMax} curves; these are ${curves.length}.` })
  return await inFolder(deps, async incoming => {
    const arrived: ArrivedFile[] = []
    const take = async (field: ArrivedFile['field'], { name, bytes, path }: FileRecord) => {
      const to = join(incoming, `came-${arrived.length + 1}`)
      await link(join(folder, path), to)
      arrived.push({ field, name: basename(name), bytes, path: to })
    }
    for (const curve of curves) await take('curve', curve)
    for (const model of contents.models ?? []) await take('library', model)
    // Each curve has its table, and these share their points.
    for (const table of contents.profiles ?? []) for (const _ of curves) await take('profiles', table)
    const files = await gatherLibrary(arrived, incoming)
    return await openDraft(deps, owner, incoming, { ...upload, files }, now)
  })
}

async function inFolder<T>({ files }: StudyDeps, work: (incoming: string) => Promise<T>): Promise<T> {
  const incoming = await files.openIncoming()
  try {
    return await work(incoming)
  } finally {
    await files.discard(incoming)
  }
}
