import { readdir, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import {
  isShiftx2,
  joinShifts,
  readShifts,
  readShiftTable,
  readShiftx2,
} from '#src/ensemble/formats/index.ts'
import type { Shifts } from '#src/ensemble/index.ts'
import { type Inputs, UsageError } from './science.ts'

/** Chemical shifts on the command line: three plain tables, or measured shifts and what SHIFTX2 predicts of each model. */

interface ShiftPaths {
  measured: string
  /** One matrix [M, K]; or files of SHIFTX2 or folders of them, one file a model, called like the model. */
  simulated: string[]
  /** Errors of the predictor; SHIFTX2's are known. */
  rms: string | undefined
}

/** Reads and joins the shifts for `models`, in their order. Shifts that cannot be used are counted on standard error. */
export async function shiftsOf(inputs: Inputs, paths: ShiftPaths, models: string[]): Promise<Shifts> {
  const file = async (path: string) => ({ text: await inputs.text(path), name: basename(path) })
  const measured = await file(paths.measured)
  const simulated: Awaited<ReturnType<typeof file>>[] = []
  for (const path of (await Promise.all(paths.simulated.map(filesIn))).flat())
    simulated.push(await file(path))
  if (!simulated.some(({ text }) => isShiftx2(text))) {
    if (simulated.length !== 1)
      throw new UsageError(
        '--shifts-simulated takes one matrix, or SHIFTX2 files with the columns NUM, ATOMNAME and SHIFT.',
      )
    if (paths.rms === undefined) throw new UsageError('--shifts-rms is needed.')
    return readShifts(measured, simulated[0], await file(paths.rms))
  }
  if (paths.rms !== undefined)
    throw new UsageError('--shifts-rms goes with a matrix of shifts; the errors of SHIFTX2 are known.')
  const byName = new Map(simulated.map(each => [stem(each.name), each]))
  const predictions = models.map(model => {
    const prediction = byName.get(stem(model))
    if (!prediction)
      throw new UsageError(
        `There is no SHIFTX2 file for the model ${model}: it must be called ${stem(model)}.csv.`,
      )
    return readShiftx2(prediction)
  })
  const { shifts, leftOut } = joinShifts(readShiftTable(measured), predictions)
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

/** A name without its extensions, those that SHIFTX2 adds to a structure's name among them. */
function stem(name: string): string {
  const known = /\.(?:gz|csv|cs|txt|shiftx2|pdb|ent|cif)$/i
  let rest = name
  while (known.test(rest)) rest = rest.slice(0, -extname(rest).length)
  return rest
}
