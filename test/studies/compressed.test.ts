import { beforeAll, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openAttempt } from '#jobs/folders.ts'
import { exportAccount } from '#src/accounts/exportAccount.ts'
import { prepareFolder } from '#src/analyses/folder.ts'
import { originalsOf } from '#src/compressed.ts'
import { modelsOfStudy } from '#src/method/models.ts'
import { parseParameters } from '#src/method/parameters.ts'
import { downloadZip } from '#src/plugins/downloads.ts'
import { inspectFiles } from '#src/studies/inspect.ts'
import { readRecord } from '#src/studies/record.ts'
import { listFiles } from '#src/tree.ts'
import { memberWithPassword, openAccounts, viewerOf } from '../support/accounts.ts'
import { analysisOf, noon, studyOf } from '../support/people.ts'
import { zipOf } from '../support/zip.ts'
import { fixture } from './uploads.ts'

const { db, files, folder } = openAccounts()
const padded = 'REMARK   1 nothing to see here, and much of it\n'.repeat(40_000)
const original = Buffer.from(padded + new TextDecoder().decode(await fixture('good/model.pdb')))
const ada = await memberWithPassword(db, 'ada')
const study = await db.write(tx => studyOf(tx, ada))
const analysis = await db.write(tx => analysisOf(tx, study, 'Other', { method: 'mean-curve' }))
const home = files.study(ada.id, study.id)
const asJob = { lease: 1, attempts: 1, attemptsMax: 3 }

beforeAll(async () => {
  mkdirSync(home, { recursive: true })
  const put = (name: string, bytes: Uint8Array) => {
    writeFileSync(join(folder, name), bytes)
    return { path: join(folder, name), name }
  }
  const library = put('models.zip', zipOf(['1.pdb', '2.pdb'].map(name => ({ name, data: original }))))
  const curve = put('curve.dat', await fixture('good/plain.dat'))
  const limits = { inflatedBytesMax: 1e7, modelsMax: 10 }
  const { record, bytes } = await inspectFiles(home, { curve, library, profiles: null }, '1/A', limits)
  expect(record).not.toBeNull()
  expect(bytes).toBe(sizeUnder(home) - Bun.file(join(home, 'study.json')).size)
  const parameters = parseParameters({ seed: '1' })
  await prepareFolder(
    files.analysis(ada.id, study.id, analysis.id),
    home,
    { study: record! },
    'Other',
    parameters,
  )
})

const sizeUnder = (path: string) =>
  [...new Bun.Glob('**').scanSync(path)].reduce((sum, name) => sum + Bun.file(join(path, name)).size, 0)

test('a padded library takes little room, and its record is of the originals', async () => {
  expect(sizeUnder(join(home, 'library'))).toBeLessThan(original.length / 20)
  const { library } = (await readRecord(home))!
  const sha256 = createHash('sha256').update(original).digest('hex')
  expect(library).toEqual(
    [1, 2].map(n => ({ name: `${n}.pdb`, path: `library/m0000${n}.pdb`, bytes: original.length, sha256 })),
  )
})

test('the library downloads as it came, and so it is taken along with the account', async () => {
  const { library } = (await readRecord(home))!
  const zip = await downloadZip(originalsOf(home, library), 'models.zip').bytes()
  expect(await taken(zip)).toEqual({ '1.pdb': true, '2.pdb': true })
  const viewer = await viewerOf(db, ada.id)
  const all = await Bun.readableStreamToBytes(await exportAccount({ db: db.read, files }, viewer, noon))
  const inStudy = await taken(all, name => name.includes('/library/') && !name.includes('/input/'))
  expect(inStudy).toEqual({
    [`studies/study${study.id}/library/m00001.pdb`]: true,
    [`studies/study${study.id}/library/m00002.pdb`]: true,
  })
})

/** Files of a zip, and whether each is the original. */
async function taken(zip: Uint8Array, wanted: (name: string) => boolean = () => true) {
  const into = join(folder, 'unzipped')
  rmSync(into, { recursive: true, force: true })
  mkdirSync(into)
  writeFileSync(join(folder, 'taken.zip'), zip)
  expect((await Bun.$`unzip -q ${join(folder, 'taken.zip')} -d ${into}`.nothrow()).exitCode).toBe(0)
  const names = (await listFiles(into)).filter(wanted).sort()
  return Object.fromEntries(names.map(name => [name, readFileSync(join(into, name)).equals(original)]))
}

test("an analysis reads it; a method of the laboratory's finds the files as they came", async () => {
  const place = files.analysis(ada.id, study.id, analysis.id)
  const expected = (await readRecord(home))!.models.map(model => model.atoms!)
  expect(await atomsOf(place)).toEqual(expected)
  const attempt = await openAttempt(files, analysis, asJob as never)
  for (const name of ['m00001.pdb', 'm00002.pdb'])
    expect(readFileSync(join(attempt, 'input/library', name)).equals(original)).toBe(true)
  expect(existsSync(join(attempt, 'input/curve.dat'))).toBe(true)
  expect(await atomsOf(attempt)).toEqual(expected)
})

test('models that earlier versions kept as they came are read as before', async () => {
  const place = files.analysis(ada.id, study.id, analysis.id)
  const kept = join(place, 'input/library')
  for (const name of readdirSync(kept)) rmSync(join(kept, name))
  for (const name of ['m00001.pdb', 'm00002.pdb']) writeFileSync(join(kept, name), original)
  expect(await atomsOf(place)).toHaveLength(2)
})

async function atomsOf(place: string) {
  const counts: number[] = []
  const record = (await readRecord(home))!
  for await (const { structure } of modelsOfStudy(place, record, new Set(record.models.keys())))
    counts.push(structure.composition.atoms)
  return counts
}
