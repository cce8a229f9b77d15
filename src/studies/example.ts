import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Analysis, User } from '#db/schema.ts'
import { listStudiesOf } from '#db/studies.ts'
import { defaultFields, parseParameters } from '#src/method/parameters.ts'
import { checkBuiltIn } from '../analyses/methods.ts'
import { submitAnalysis } from '../analyses/submit.ts'
import { freeName } from './names.ts'
import { writeRecord } from './record.ts'
import { removeStudy } from './remove.ts'
import { type StudyDeps, storeStudy } from './upload.ts'

/** Everyone gets the same example, so that two people can compare what they see. */
export const exampleSeed = 2

/** The whole library takes part: its neighbours are so alike that selection would drop models of the hidden mixture. It was simulated without a background. */
const exampleFields = { seed: '1', skipVariational: 'on', background: 'none' }

/**
 * Makes the example study for a person and submits its analysis. The files are simulated, then go through the
 * door of every upload.
 */
export async function makeExampleStudy(deps: StudyDeps, owner: User, now: number): Promise<Analysis> {
  checkBuiltIn(deps.config)
  const incoming = await deps.files.openIncoming()
  try {
    const { folder, files, inspection } = await stageExample(incoming)
    const name = await nameOfExample(deps, owner)
    const details = { name, skipVariational: false, libraryName: files.library.name, example: true }
    const study = await storeStudy(deps, owner, folder, details, inspection, now)
    const form = {
      name: exampleName,
      parameters: exampleParameters(),
      submitKey: crypto.randomUUID(),
      contents: { study: inspection.record },
    }
    return await submitAnalysis(deps, owner, study, form, now).catch(async error => {
      await removeStudy(deps, owner.id, study.id, now) // or each try would leave one
      throw error
    })
  } finally {
    await deps.files.discard(incoming)
  }
}

export const exampleName = 'First look'
export const exampleParameters = () => parseParameters({ ...defaultFields, ...exampleFields })

/** What reads and simulates models is not needed at the start. */
const calculations = () => import('#src/ensemble/example/index.ts')

/** The files as a person would upload them, by name, and what they were made from. */
async function simulateFiles() {
  const { simulateExample, writeExampleCurve } = await calculations()
  const study = simulateExample(exampleSeed)
  const { models, curve, truth } = study
  const library = await archiveOf(models.map(({ name, text }) => ({ name: `${name}.pdb`, text })))
  const files = { 'two-domains.dat': new Blob([writeExampleCurve(curve)]), 'conformers.tar.gz': library }
  return { study, files, truth }
}

/** What the example's analysis could take beside them; calculated for help alone. */
async function simulateOthers() {
  const { simulateExtras } = await calculations()
  const { profiles, energies, properties, observables, shifts, predictions } = simulateExtras(
    exampleSeed,
    (await example()).study,
  )
  return {
    'profiles.txt': new Blob([profiles]),
    'energies.txt': new Blob([energies]),
    'properties.csv': new Blob([properties]),
    'observables.csv': new Blob([observables]),
    'shifts.txt': new Blob([shifts]),
    'shiftx2.tar.gz': await archiveOf(predictions),
  }
}

const archiveOf = (files: { name: string; text: string }[]) =>
  new Bun.Archive(Object.fromEntries(files.map(({ name, text }) => [name, text])), {
    compress: 'gzip',
  }).blob()

let simulated: ReturnType<typeof simulateFiles> | undefined
let others: ReturnType<typeof simulateOthers> | undefined

/** Made when they are asked for the first time. */
const example = () => (simulated ??= simulateFiles())
const besideExample = () => (others ??= simulateOthers())

/** One of the example's files, for those who want to see what an upload looks like. */
export async function findExampleFile(name: string): Promise<Blob | undefined> {
  const of = (files: Record<string, Blob>) => new Map(Object.entries(files)).get(name)
  return of((await example()).files) ?? of(await besideExample())
}

/** Puts the study's files into a folder and inspects them as those of an upload. */
export async function stageExample(incoming: string) {
  const { files: made, truth } = await example()
  const files = {
    curve: { path: join(incoming, '0'), name: 'two-domains.dat' },
    library: { path: join(incoming, '1'), name: 'conformers.tar.gz' },
    profiles: null,
  } as const
  for (const { path, name } of [files.curve, files.library]) await Bun.write(path, made[name])
  const folder = join(incoming, 'study')
  await mkdir(folder)
  const { inspectFiles } = await import('./inspect.ts')
  const limits = { inflatedBytesMax: 100_000_000, modelsMax: 100 }
  const { record, pointCount, bytes } = await inspectFiles(folder, files, '1/A', limits)
  if (!record) throw new Error('the example does not pass its own check')
  record.truth = truth
  await writeRecord(folder, record)
  return { folder, files, inspection: { record, pointCount, bytes } }
}

async function nameOfExample({ db }: StudyDeps, owner: User): Promise<string> {
  const taken = new Set((await listStudiesOf(db.read, owner.id)).map(study => study.name))
  return taken.has('Example') ? freeName('Example', taken) : 'Example'
}
