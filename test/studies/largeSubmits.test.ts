import { afterAll, expect, test } from 'bun:test'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listAnalysesOfStudy } from '#db/analyses.ts'
import { type Database, openDatabase } from '#db/index.ts'
import { submitAnalysis } from '#src/analyses/submit.ts'
import { readConfig } from '#src/config.ts'
import { openFiles } from '#src/files.ts'
import { defaultFields, parseParameters } from '#src/method/parameters.ts'
import { changeFiles, openDraft } from '#src/studies/drafts.ts'
import type { StudyRecord } from '#src/studies/record.ts'
import { storeStudy } from '#src/studies/upload.ts'
import { freshDatabase, temporaryFolder } from '../support/database.ts'
import { member } from '../support/people.ts'

const models = 10_000
const now = Date.UTC(2026, 10, 1)
const data = temporaryFolder()
const config = readConfig({ BIOCE_DATA: data })
const files = openFiles(config.userData, config.failedAnalyses)
const real = freshDatabase()
const other = await openDatabase(real.path) // as another process has it
afterAll(() => {
  other.close()
  real.close()
})

/** CPU time that was spent while the lock was held, ms. */
let held = 0
const db: Database = {
  ...real,
  write: work =>
    real.write(async tx => {
      const before = process.cpuUsage()
      try {
        return await work(tx)
      } finally {
        const { user, system } = process.cpuUsage(before)
        held += (user + system) / 1000
      }
    }),
}
const world = { db, files, config }
const ada = await real.write(tx => member(tx, 'ada'))

/** An upload of 10,000 models that was checked. */
async function stageLibrary(): Promise<{ folder: string; record: StudyRecord }> {
  const folder = join(await files.openIncoming(), 'study')
  mkdirSync(join(folder, 'library'), { recursive: true })
  const describe = (path: string) => ({ path, name: path, bytes: 1, sha256: '' })
  const library = Array.from({ length: models }, (_, k) => describe(`library/m${k}.pdb`))
  for (const { path } of library) writeFileSync(join(folder, path), 'x')
  writeFileSync(join(folder, 'curve.dat'), 'x')
  const curve = { ...describe('curve.dat'), unit: '1/A' as const }
  const record: StudyRecord = { curve, profiles: null, library, models: [], warnings: [], truth: null }
  writeFileSync(join(folder, 'study.json'), JSON.stringify(record))
  return { folder, record }
}

/** Does something while another connection goes on writing. Answers how often it could. */
async function beside(work: () => Promise<unknown>): Promise<number> {
  let over = false
  let writes = 0
  held = 0
  const writing = (async () => {
    while (!over) {
      await other.write(async tx => void (await listAnalysesOfStudy(tx, 1)))
      writes++
      await Bun.sleep(1)
    }
  })()
  await work().finally(() => {
    over = true
  })
  await writing
  return writes
}

test('a submit of 10,000 models keeps nobody from writing', async () => {
  const { folder, record } = await stageLibrary()
  const details = { name: 'Large', skipVariational: false, libraryName: null }
  let study!: Awaited<ReturnType<typeof storeStudy>>
  const writesOfStudy = await beside(async () => {
    study = await storeStudy(world, ada, folder, details, { record, pointCount: 1, bytes: models }, now)
  })
  expect(held).toBeLessThan(100)
  expect(writesOfStudy).toBeGreaterThan(10)

  let home = ''
  const writesOfSubmit = await beside(async () => {
    const parameters = parseParameters(defaultFields)
    const form = { name: 'Whole', parameters, submitKey: crypto.randomUUID() }
    const analysis = await submitAnalysis(world, ada, study, form, now)
    home = files.analysis(ada.id, study.id, analysis.id)
  })
  expect(held).toBeLessThan(100)
  expect(writesOfSubmit).toBeGreaterThan(10)
  expect(readdirSync(join(home, 'input/library'))).toHaveLength(models)
  expect(readdirSync(join(home, 'cache'))).toEqual([])
  expect(readdirSync(join(config.userData, '.incoming')).length).toBe(1) // of the study alone
})

test('nor do an upload and a change of its files, whatever its check has written', async () => {
  const { folder } = await stageLibrary()
  const arrive = (field: 'curve' | 'library') => {
    const path = join(folder, `..`, crypto.randomUUID())
    writeFileSync(path, field)
    return { field, name: `${field}.zip`, path, bytes: 1 }
  }
  const facts = { uploadKey: null, name: 'Draft', unit: '1/A' as const, skipVariational: false }
  let draft!: Awaited<ReturnType<typeof openDraft>>
  await beside(async () => {
    draft = await openDraft(
      world,
      ada,
      join(folder, '..'),
      { ...facts, files: [arrive('curve'), arrive('library')] },
      now,
    )
  })
  expect(held).toBeLessThan(100)
  const home = files.draft(ada.id, draft.id)
  expect(readdirSync(join(home, 'study/library'))).toHaveLength(models)
  const arrived = [{ field: 'curve' as const, name: 'curve.dat', path: join(data, 'curve'), bytes: 7 }]
  writeFileSync(join(data, 'curve'), 'another')
  await beside(() => changeFiles(world, ada, draft.id, { arrived }, now))
  expect(held).toBeLessThan(100)
  expect(readFileSync(join(home, '2-curve'), 'utf8')).toBe('another')
})
