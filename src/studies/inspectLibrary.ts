import { mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type Fault, type FaultCode, FaultError, fault, refusal } from '#src/ensemble/faults/index.ts'
import {
  chainBreaks,
  chainsOf,
  firstDifference,
  implausible,
  incompleteResidues,
  largestDistance,
  molarMass,
  numberSpecies,
  radiusOfGyration,
  type Structure,
  withoutEnding,
} from '#src/ensemble/structures/index.ts'
import { type Finding, finding, findingOf, levelOf } from './findings.ts'
import { findTrajectories, type TrajectoryFacts } from './findTrajectories.ts'
import type { InspectLimits, OnProgress } from './inspect.ts'
import { readModels } from './readModels.ts'
import type { LibraryContents, LibraryFile, ModelRecord } from './record.ts'
import { isUnread, unpackLibrary } from './unpack.ts'
import type { UploadedFile } from './uploadedFile.ts'
import { uploadFault } from './uploadFaults.ts'

/** So many broken models are named; more would not help. */
const problemsMax = 20

export interface InspectedLibrary {
  files: LibraryFile[]
  models: ModelRecord[]
  contents: LibraryContents | null
  findings: Finding[]
  trajectories: TrajectoryFacts[]
}

/**
 * Unpacks a library into `folder`/library and reads every model. A model that cannot be read, or is not made of the
 * same atoms as the first, is a problem of its own; the others are read all the same.
 * @throws AppError when the archive itself cannot be used
 */
export async function inspectLibrary(
  folder: string,
  file: UploadedFile,
  limits: InspectLimits,
  report: OnProgress,
): Promise<InspectedLibrary> {
  const into = join(folder, 'library')
  await mkdir(into)
  report('Unpacking the library', 0, 0)
  const ignored: string[] = []
  const within = { ...limits, entriesMax: 2 * limits.modelsMax }
  const unpacked = await unpackLibrary(file.path, file.name, into, within, name => ignored.push(name))
  const { files, trajectories, findings } = await findTrajectories(
    folder,
    unpacked.map(each => ({ ...each, path: join('library', basename(each.path)) })),
    { modelsMax: limits.modelsMax, library: file.name, choice: file.frames },
  )
  if (findings.some(each => levelOf(each) === 'problem'))
    return { files, models: [], contents: null, findings, trajectories }
  if (file.reading?.keepSolvent) for (const each of files) each.reading = file.reading
  const models: ModelRecord[] = []
  const problems: Finding[] = []
  const notes = new Map<string, Finding>()
  let first: Structure | undefined
  const speciesOf = file.reading?.mixture ? numberSpecies() : undefined
  const kinds: Kind[] = []
  for (const [index, each] of files.entries()) {
    report('Reading the models', index, files.length)
    const found: Fault<FaultCode>[] = []
    const before = models.length
    try {
      for await (const model of readModels(folder, each, found)) {
        if (each.trajectory) report(`Reading ${each.name}`, models.length - before, each.models!)
        first ??= model
        const difference = speciesOf ? undefined : firstDifference(first, model)
        if (difference) throw new FaultError(difference)
        const species = speciesOf?.(model)
        const question = file.reading?.acceptUnusual ? undefined : implausible(model)
        if (question) throw new FaultError(question)
        if (models.length >= limits.modelsMax)
          throw refusal('library.too_many_models', { library: file.name, most: limits.modelsMax })
        models.push({
          name: model.name,
          atoms: model.composition.atoms,
          rg: radiusOfGyration(model.xyz),
          dmax: largestDistance(model.xyz),
          species,
        })
        if (species !== undefined) {
          kinds[species] ??= { name: model.name, models: 0, mass: molarMass(model) }
          kinds[species].models++
        }
      }
    } catch (error) {
      problems.push(findingOf(error, 'library', each.name))
      if (problems.length >= problemsMax) break
    }
    const count = models.length - before
    if (count > 1 && !each.trajectory) each.models = count
    for (const note of found) gather(notes, finding(note, 'library', each.name))
    await Bun.sleep(0) // other people's requests get their turn between files
  }
  const contents = first ? contentsOf(first, notes.has('structure.alternate_locations')) : null
  return {
    files,
    models: distinctNames(kinds.length > 1 ? models : models.map(({ species: _, ...model }) => model)),
    contents,
    findings: [
      ...problems,
      ...findings,
      ...(first ? lacksOf(first) : []),
      ...(kinds.length > 1
        ? [finding(fault('library.mixture', { species: kinds }), 'library', file.name)]
        : []),
      ...notes.values(),
      ...wholeOf(file.name, ignored, models.length),
    ],
    trajectories,
  }
}

/** A kind of particle of a mixture: its first model, how many there are, and what one weighs in g/mol. */
interface Kind {
  name: string
  models: number
  mass: number
}

/** So many names of files that were passed over are listed. */
const ignoredNamesMax = 5

/** What there is to know of the library as a whole: what else its archive holds, and that one model is no ensemble. */
function wholeOf(library: string, ignored: string[], models: number): Finding[] {
  const unread = ignored.filter(isUnread).slice(0, ignoredNamesMax)
  const others = ignored.filter(name => !isUnread(name))
  const names = others.slice(0, ignoredNamesMax)
  return [
    ...(unread.length > 0 ? [uploadFault('archive.unread', { names: unread })] : []),
    ...(others.length > 0 ? [uploadFault('archive.ignored', { files: others.length, names })] : []),
    ...(models === 1 ? [uploadFault('library.one_model', {})] : []),
  ].map(each => finding(each, 'library', library))
}

/** The same remark about many files is listed once, with its first place. */
function gather(notes: Map<string, Finding>, note: Finding): void {
  const { residue } = note.values
  const key = residue === undefined ? note.code : `${note.code} ${residue}`
  const before = notes.get(key)
  if (before) before.files++
  else notes.set(key, note)
}

function contentsOf(model: Structure, alternates: boolean): LibraryContents {
  return {
    kind: model.kind === 'beads' ? 'beads' : coarseKinds[model.coarse ?? 'none'],
    chains: model.kind === 'beads' ? [] : chainsOf(model),
    missingAtoms: isWhole(model) ? 0 : incompleteResidues(model).reduce((sum, each) => sum + each.missing, 0),
    alternates,
  }
}

const coarseKinds = { none: 'atoms', alpha: 'alpha carbons', backbone: 'backbones' } as const
/** Beads and coarse models are told as what they are, not as proteins with holes. */
const isWhole = (model: Structure) => model.kind === 'beads' || model.coarse !== undefined

/** What the first model lacks, and so all of them. */
function lacksOf(model: Structure): Finding[] {
  if (isWhole(model)) return []
  const lacks: Finding[] = []
  const incomplete = incompleteResidues(model)
  if (incomplete.length > 0) {
    const atoms = incomplete.reduce((sum, each) => sum + each.missing, 0)
    const residues = incomplete.map(each => each.label)
    lacks.push(finding(fault('structure.missing_atoms', { atoms, residues }), 'library', model.name))
  }
  const breaks = chainBreaks(model)
  if (breaks.length > 0)
    lacks.push(finding(fault('structure.broken_chain', { breaks }), 'library', model.name))
  return lacks
}

/** Names report models apart everywhere, so the second "1.pdb" becomes "1.pdb (2)". */
function distinctNames(models: ModelRecord[]): ModelRecord[] {
  const times = new Map<string, number>()
  return models.map(model => {
    const name = withoutEnding(model.name)
    const time = (times.get(name) ?? 0) + 1
    times.set(name, time)
    return { ...model, name: time === 1 ? name : `${name} (${time})` }
  })
}
