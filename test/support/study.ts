import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { prepareFolder } from '#src/analyses/folder.ts'
import { exampleParameters } from '#src/studies/example.ts'
import { inspectFiles } from '#src/studies/inspect.ts'
import { writeRecord } from '#src/studies/record.ts'
import { temporaryFolder } from './database.ts'

/** As few samples as may be. */
export const parametersOfStudy = {
  ...exampleParameters(),
  effort: 'gate',
  iterations: 200,
  chains: 2,
} as const

const uploads = join(import.meta.dir, '../fixtures/uploads/good')

/** Makes the folder of an analysis one of the built-in method, on a study of a few models of one chain. */
export async function layOutStudy(home: string, models: number): Promise<void> {
  const from = temporaryFolder()
  const library = Array.from({ length: models }, (_, i) => `MODEL ${i + 1}\n${moved(i)}ENDMDL\n`).join('')
  writeFileSync(join(from, 'library.pdb'), `${library}END\n`)
  writeFileSync(join(from, 'curve.dat'), readFileSync(join(uploads, 'plain.dat')))
  const file = (name: string) => ({ path: join(from, name), name })
  const files = { curve: file('curve.dat'), library: file('library.pdb'), profiles: null }
  const study = dirname(home)
  for (const name of readdirSync(study))
    if (!name.startsWith('analysis')) rmSync(join(study, name), { recursive: true })
  const limits = { inflatedBytesMax: 1e7, modelsMax: 100 }
  const { record } = await inspectFiles(study, files, '1/A', limits)
  await writeRecord(study, record!)
  rmSync(home, { recursive: true })
  mkdirSync(home)
  await prepareFolder(home, study, { study: record! }, 'Test', parametersOfStudy)
}

const chain = readFileSync(join(uploads, 'model.pdb'), 'utf8').replace(/^(MODEL|ENDMDL|END).*\n?/gm, '')

/** With its first atom so many angstroms aside. */
const moved = (by: number) =>
  chain.replace(/^(ATOM.{26})(.{8})/m, (_, head, x) => head + (Number(x) + by).toFixed(3).padStart(8))
