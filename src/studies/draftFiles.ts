import { join } from 'node:path'
import type { Draft, DraftDetails, DraftFile, DraftFiles } from '#db/schema.ts'
import { refuse } from '../errors.ts'
import type { Files } from '../files.ts'
import { type Accession, fileNameOf } from './accessions.ts'
import { curvesMax } from './builtInInputs.ts'
import type { ChosenFile } from './chosenFile.ts'
import type { FileField } from './findings.ts'
import { fieldOfCurve } from './record.ts'

/** A file that has arrived, under a name of ours in the folder of its upload. */
export interface ArrivedFile extends ChosenFile {
  path: string
}

/** What the built-in method keeps of a draft. @throws Error another method's files are checked */
export function detailsOf({ id, details }: Pick<Draft, 'id' | 'details'>): DraftDetails {
  if (!details) throw new Error(`The draft ${id} is none of the built-in method.`)
  return details
}

/** All curves of a draft, the first among them. */
export const draftCurves = ({ curve, more = [] }: DraftFiles): DraftFile[] => [curve, ...more]

/** All files of a draft. */
export const draftFiles = (files: DraftFiles): DraftFile[] =>
  [...draftCurves(files), files.library, files.profiles, ...(files.moreProfiles ?? [])].filter(
    file => file !== null,
  )

/** The files with other curves, of which there is one at least. */
export function withCurves(files: DraftFiles, [curve, ...more]: DraftFile[]): DraftFiles {
  const { more: _, ...others } = files
  return { ...others, curve: curve!, ...(more.length > 0 ? { more } : {}) }
}

/** Puts files that arrived where they belong; curves from `place` on, under names that no other curve has. */
export function withFiles(
  files: Omit<DraftFiles, 'curve'> & { curve?: DraftFile },
  { curves, tables, ...others }: TakenIn,
  place = 0,
): DraftFiles {
  const all = files.curve ? draftCurves(files as DraftFiles) : []
  all.splice(place, 1, ...curves)
  const whole = { ...files, ...others, ...(tables.length > 0 ? asTables(tables) : {}) } as DraftFiles
  if (curves.length === 0) return whole
  const taken = new Set<string>()
  const named = all.map(file => {
    const name = freeFileName(file.name, taken)
    taken.add(name)
    return { ...file, name }
  })
  return withCurves(whole, named)
}

/** Tables of profiles in the place of all that were there. */
const asTables = ([profiles, ...moreProfiles]: DraftFile[]) => ({
  profiles: profiles ?? null,
  moreProfiles: moreProfiles.length > 0 ? moreProfiles : undefined,
})

/** The files without tables of profiles. */
export const withoutTables = (files: DraftFiles): DraftFiles => ({ ...files, ...asTables([]) })

/** @throws AppError invalid where a study would hold more curves than it may */
export function refuseManyCurves(before: DraftFile[], arrived: { field: FileField }[], place = 0): void {
  const added = arrived.filter(({ field }) => field === 'curve').length
  const count = before.length + added - (added > 0 && place < before.length ? 1 : 0)
  if (count > curvesMax)
    refuse({ curve: `One study holds at most ${curvesMax} curves; these would be ${count}.` })
}

/** The name, or one that says that it is the second of that name. */
function freeFileName(name: string, taken: ReadonlySet<string>): string {
  const [, stem, ending] = /^(.*?)(\.[^.]*)?$/.exec(name)!
  for (let count = 1; ; count++) {
    const free = count === 1 ? name : `${stem} (${count})${ending ?? ''}`
    if (!taken.has(free)) return free
  }
}

/** Files that are still to be fetched. */
export const filesOfEntries = (accessions: Partial<Record<FileField, Accession>>): Partial<DraftFiles> =>
  Object.fromEntries(
    Object.entries(accessions).map(([field, accession]) => [
      field,
      { path: `1-${field}`, name: fileNameOf(accession), bytes: 0, accession },
    ]),
  )

/** Moves arrived files into a draft's folder under names that no other round has. */
export async function takeIn(
  files: Pick<Files, 'place'>,
  arrived: ArrivedFile[],
  folder: string,
  round: number,
): Promise<TakenIn> {
  const taken: TakenIn = { curves: [], tables: [] }
  for (const { field, name, path, bytes } of arrived) {
    const several = { curve: taken.curves, profiles: taken.tables, library: null }[field]
    const of = several ? fieldOfCurve(field, several.length) : field
    const kept = { path: `${round}-${of}`, name, bytes }
    if (several) several.push(kept)
    else taken.library = kept
    await files.place(path, join(folder, kept.path))
  }
  return taken
}

type TakenIn = { curves: DraftFile[]; tables: DraftFile[] } & Partial<Pick<DraftFiles, 'library'>>

export const sizeOf = (files: { bytes: number }[]) => files.reduce((sum, file) => sum + file.bytes, 0)
