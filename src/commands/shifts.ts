import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { gatherShifts, type TextFile } from '#src/ensemble/formats/index.ts'
import type { Shifts } from '#src/ensemble/index.ts'
import type { Inputs } from './science.ts'
import { UsageError } from './usage.ts'

/** Where the command line finds chemical shifts; see `gatherShifts` for the two ways in which they come. */
interface ShiftPaths {
  measured: string
  /** Files, or folders of them. */
  simulated: string[]
  rms: string | undefined
}

/** Reads the shifts for `models`, in their order. Those that cannot be used are counted on standard error. */
export async function shiftsOf(inputs: Inputs, paths: ShiftPaths, models: string[]): Promise<Shifts> {
  const file = async (path: string) => ({ text: await inputs.text(path), name: basename(path) })
  const measured = await file(paths.measured)
  const predicted: TextFile[] = []
  for (const path of (await Promise.all(paths.simulated.map(filesIn))).flat())
    predicted.push(await file(path))
  const rms = paths.rms === undefined ? undefined : await file(paths.rms)
  const { shifts, leftOut } = gatherShifts({ measured, predicted, rms }, models)
  console.error(
    `${shifts.measured.length} chemical shifts take part; ${leftOut} are not predicted for every model.`,
  )
  return shifts
}

/** The files of a folder in order of name, or the file itself. */
async function filesIn(path: string): Promise<string[]> {
  const isFolder = await stat(path).then(
    entry => entry.isDirectory(),
    () => false,
  )
  if (!isFolder) return [path]
  const entries = await readdir(path, { withFileTypes: true })
  const names = entries
    .filter(entry => entry.isFile() && !entry.name.startsWith('.'))
    .map(entry => entry.name)
  if (names.length === 0) throw new UsageError(`There are no files in ${path}.`)
  return names.sort().map(name => join(path, name))
}
