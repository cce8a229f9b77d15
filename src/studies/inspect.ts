import { link } from 'node:fs/promises'
import { join } from 'node:path'
import { storedPath } from '#src/compressed.ts'
import type { Curve } from '#src/ensemble/contract.ts'
import { FaultError, refusal } from '#src/ensemble/faults/index.ts'
import {
  type CurveFile,
  decodeText,
  type QUnit,
  readCurve,
  readMatrix,
  takeText,
} from '#src/ensemble/formats/index.ts'
import { writeCurveFacts } from './curveFacts.ts'
import { type FileField, type Finding, finding, findingOf, levelOf, sentenceOf } from './findings.ts'
import type { TrajectoryFacts } from './findTrajectories.ts'
import { type InspectedLibrary, inspectLibrary } from './inspectLibrary.ts'
import {
  type CurveRecord,
  curvesOf,
  type FileRecord,
  type StudyRecord,
  tablesOf,
  writeRecord,
} from './record.ts'
import { describeFile, type UploadedFile } from './uploadedFile.ts'
import { uploadFault, uploadRefusal } from './uploadFaults.ts'

export interface StudyFiles {
  curve: UploadedFile
  /** Further curves of the same ensemble. */
  more?: UploadedFile[]
  library: UploadedFile | null
  profiles: UploadedFile | null
  /** Further tables of profiles, where each curve has one. */
  moreProfiles?: UploadedFile[]
}

export interface InspectLimits {
  inflatedBytesMax: number
  modelsMax: number
}

/** Receives the progress of the inspection; a total of 0 means that the total is unknown. */
export type OnProgress = (message: string, done: number, total: number) => void

export interface Inspection {
  findings: Finding[]
  /** Null when a problem was found: nothing can be calculated from such files. */
  record: StudyRecord | null
  pointCount: number
  /** As they are kept: models are compressed. */
  bytes: number
  /** Told also where nothing can be calculated, so that other frames can be chosen. */
  trajectories?: TrajectoryFacts[]
}

const curveBytesMax = 10e6
const faultsMax = 10
const warningsMax = 50

/**
 * Reads every file of an upload with the readers that an analysis uses, and lays them out in `folder` as a study:
 * curve.dat, curve.json, curve2.dat for a second curve, profiles.txt, library/m00001.pdb ... compressed, study.json. The uploaded files stay where they are.
 */
export async function inspectFiles(
  folder: string,
  files: StudyFiles,
  unit: QUnit | 'guess',
  limits: InspectLimits,
  report: OnProgress = () => {},
): Promise<Inspection> {
  const findings: Finding[] = []
  const attempt = async <T>(field: FileField, file: UploadedFile, read: () => Promise<T>) => {
    try {
      return await read()
    } catch (error) {
      findings.push(findingOf(error, field, file.name))
    }
  }
  const uploaded = [files.curve, ...(files.more ?? [])]
  report(uploaded.length === 1 ? 'Reading the curve' : 'Reading the curves', 0, 0)
  const curves: CurveFile[] = []
  for (const file of uploaded) {
    const read = await attempt('curve', file, () => readWholeCurve(file, unit, findings))
    const twin = read ? curves.findIndex(other => isSame(other.curve, read.curve)) : -1
    if (twin >= 0)
      findings.push(finding(uploadFault('curve.twice', { first: uploaded[twin]!.name }), 'curve', file.name))
    if (read) curves.push(read)
  }
  const library =
    files.library &&
    (await attempt('library', files.library, () => inspectLibrary(folder, files.library!, limits, report)))
  findings.push(...(library?.findings ?? []))
  const tables = files.profiles ? [files.profiles, ...(files.moreProfiles ?? [])] : []
  const matched =
    curves.length === uploaded.length && tables.length > 0
      ? await attempt('profiles', tables[0]!, () => matchTables(tables, curves))
      : []
  let columns: string[] | undefined
  for (const [m, table] of (matched ?? []).entries()) {
    const own = await attempt('profiles', table, () =>
      readProfiles(table, curves[m]!, library ?? null, columns),
    )
    columns ??= own
  }
  const pointCount = curves.reduce((sum, { curve }) => sum + curve.q.length, 0)

  const told = library && library.trajectories.length > 0 ? { trajectories: library.trajectories } : {}
  if (curves.length < uploaded.length || findings.some(isProblem))
    return { findings, record: null, pointCount, bytes: 0, ...told }
  const record = await layOut(folder, files, curves, library ?? null, { files: matched ?? [], columns })
  record.warnings = findings
    .filter(each => levelOf(each) === 'warning')
    .slice(0, warningsMax)
    .map(sentenceOf)
  await writeRecord(folder, record)
  const factBytes = await writeCurveFacts(folder, record)
  const kept = [...curvesOf(record), ...tablesOf(record), ...record.library]
  const bytes = kept.reduce(
    (sum, file) => sum + Bun.file(storedPath(join(folder, file.path))).size,
    factBytes,
  )
  return { findings, record, pointCount, bytes, ...told }
}

const isSame = (one: Curve, other: Curve) =>
  one.q.length === other.q.length &&
  one.q.every((q, i) => q === other.q[i] && one.intensity[i] === other.intensity[i])

const isProblem = (each: Finding) => levelOf(each) === 'problem'

/** Faults of the whole file: reading on without the line that they name would only find more of them. */
const lastFaults = new Set<Finding['code']>([
  'curve.ambiguous_commas',
  'curve.angle',
  'curve.s_axis',
  'curve.other_unit',
  'curve.q_too_large',
  'curve.transformed',
  'curve.side_by_side',
  'curve.not_errors',
  'curve.calculated',
  'curve.fit_without_errors',
  'curve.q_all_negative',
  'curve.several_curves',
  'curve.too_few_points',
])

/** The curve; of a bad one every fault, found by reading on without the line that has it. */
async function readWholeCurve(
  file: UploadedFile,
  unit: QUnit | 'guess',
  findings: Finding[],
): Promise<CurveFile | undefined> {
  const { size } = Bun.file(file.path)
  if (size > curveBytesMax) throw uploadRefusal('curve.too_large', { megabytes: curveBytesMax / 1e6 })
  const bytes = await Bun.file(file.path).bytes()
  let lines: string[] | undefined
  for (let faults = 0; faults < faultsMax; faults++)
    try {
      const curve = readCurve(lines ? lines.join('\n') : bytes, file.name, { unit })
      if (faults > 0) return
      findings.push(...curve.warnings.map(each => finding(each, 'curve', file.name)))
      return curve
    } catch (error) {
      const found = findingOf(error, 'curve', file.name)
      const { code, line } = found
      if (faults > 0 && (line === undefined || lastFaults.has(code))) return
      findings.push(found)
      if (line === undefined || lastFaults.has(code)) return
      lines ??= decodeText(bytes).split(/\r\n|\n|\r/)
      lines[line - 1] = ''
    }
}

/**
 * The table of each curve: the first that was not taken yet and has its points, in the order in which they came.
 * @throws FaultError where there are not as many tables as curves
 */
async function matchTables(tables: UploadedFile[], curves: CurveFile[]): Promise<UploadedFile[]> {
  if (tables.length !== curves.length)
    throw uploadRefusal('profiles.several_curves', { curves: curves.length, tables: tables.length })
  const left = [...tables]
  const matched: UploadedFile[] = []
  for (const curve of curves) {
    let place = 0
    for (; place < left.length; place++) if (await hasPointsOf(left[place]!, curve)) break
    // One that fits no curve is told of with the curve that is left for it.
    matched.push(left.splice(place < left.length ? place : 0, 1)[0]!)
  }
  return matched
}

async function hasPointsOf(table: UploadedFile, curve: CurveFile): Promise<boolean> {
  try {
    readMatrix(takeText(await Bun.file(table.path).bytes()), table.name, { curve })
    return true
  } catch (error) {
    if (!(error instanceof FaultError)) throw error
    return false
  }
}

/** The names of the models in a table of profiles. @throws FaultError when it does not go with the other files */
async function readProfiles(
  file: UploadedFile,
  curve: CurveFile,
  library: InspectedLibrary | null,
  /** Of the table of the first curve. */
  columns: string[] | undefined,
): Promise<string[]> {
  const text = takeText(await Bun.file(file.path).bytes())
  const models = library?.models.length ?? columns?.length
  const { names } = readMatrix(text, file.name, { curve, models })
  const isWhole = !library?.findings.some(isProblem)
  if (isWhole && models !== undefined && models !== names.length)
    throw refusal('profiles.wrong_columns', { columns: names.length, models }, { file: file.name })
  return names
}

async function layOut(
  folder: string,
  files: StudyFiles,
  [first, ...others]: CurveFile[],
  library: InspectedLibrary | null,
  tables: { files: UploadedFile[]; columns: string[] | undefined },
): Promise<StudyRecord> {
  const [table, ...furtherTables] = tables.files

  const more: CurveRecord[] = []
  for (const [m, other] of others.entries())
    more.push({
      ...(await keep(files.more![m]!, folder, `curve${m + 2}.dat`)),
      unit: other.unit,
      ...(table && { profiles: await keep(furtherTables[m]!, folder, `profiles${m + 2}.txt`) }),
    })
  const record: StudyRecord = {
    curve: { ...(await keep(files.curve, folder, 'curve.dat')), unit: first!.unit },
    ...(more.length > 0 ? { more } : {}),
    library: library?.files ?? [],
    profiles: table ? await keep(table, folder, 'profiles.txt') : null,
    models:
      library?.models ?? (tables.columns ?? []).map(name => ({ name, atoms: null, rg: null, dmax: null })),
    contents: library?.contents ?? null,
    warnings: [],
    truth: null,
  }
  return record
}

async function keep(file: UploadedFile, folder: string, path: string): Promise<FileRecord> {
  await link(file.path, join(folder, path))
  return await describeFile(folder, path, file.name)
}
