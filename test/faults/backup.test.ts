import { afterEach, expect, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '#db/index.ts'
import { findJobByKey, listJobs } from '#db/jobs.ts'
import { findDamage } from '#db/sqlite/drift.ts'
import { listStudies } from '#db/studies.ts'
import { createBackupRunner } from '#jobs/backup.ts'
import { type Backup, backUp, listBackups, pruneBackups } from '#src/admin/backUp.ts'
import { restore } from '#src/admin/restore.ts'
import { readConfig } from '#src/config.ts'
import { openFiles } from '#src/files.ts'
import { removeStudy } from '#src/studies/remove.ts'
import { freshDatabase, temporaryFolder } from '../support/database.ts'
import { noon } from '../support/people.ts'
import { program } from '../support/program.ts'
import { long } from '../support/skips.ts'
import { until } from '../support/until.ts'
import { emptyLedger, inspect, read } from './ledger.ts'

const rounds = long ? 20 : 2

const tidy: (() => unknown)[] = []
afterEach(async () => {
  for (const undo of tidy.splice(0).reverse()) await undo()
})

/** A server's work going on: uploads, submits and results, as fast as they come. */
async function startLoad(folder: string) {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'loadProcess.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  tidy.push(async () => {
    child.kill('SIGKILL')
    await child.exited
  })
  let text = ''
  void (async () => {
    for await (const chunk of child.stdout) text += new TextDecoder().decode(chunk)
  })()
  await until(() => text.includes('done'))
  return { told: () => text }
}

test(`backups under load, ${rounds} times: each restores to what had been told when it began, whole (F34)`, async () => {
  const data = temporaryFolder()
  const config = readConfig({ BIOCE_DATA: data })
  const load = await startLoad(data)
  const db = await openDatabase(config.databaseUrl)
  tidy.push(() => db.close())
  writeFileSync(config.secretsFile, '{"secret":"kept"}')
  const files = openFiles(config.userData, config.failedAnalyses)
  const deleted = new Set<number>()
  for (let round = 0; round < rounds; round++) {
    await until(async () => (await listStudies(db.read)).length > 5)
    const told = load.told()
    const backingUp = backUp({ db, config }, Date.now())
    for (const { id, userId } of (await listStudies(db.read)).slice(0, 2)) {
      await removeStudy({ db, files }, userId, id, Date.now())
      deleted.add(id)
    }
    const backup = await backingUp
    expect(backup.missing).toEqual([])
    const empty = temporaryFolder()
    await restore(readConfig({ BIOCE_DATA: empty }), join(config.backups, backup.name))
    const ledger = emptyLedger()
    read(told, ledger)
    for (const set of Object.values(ledger))
      for (const key of set) if (deleted.has(Number(key.split('/')[0]))) set.delete(key)
    expect(await inspect(empty, ledger)).toEqual([])
    expect(readFileSync(join(empty, 'db/secrets.json'), 'utf8')).toBe('{"secret":"kept"}')
    expect(countFolders(join(empty, 'userData'))).toBe(backup.studies)
    rmSync(empty, { recursive: true })
  }
  expect(deleted.size).toBe(2 * rounds)
}, 300_000)

const countFolders = (userData: string) =>
  readdirSync(userData).reduce((sum, user) => sum + readdirSync(join(userData, user)).length, 0)

test('the commands that docs/admin.md names make a backup and restore it; nothing there is ever overwritten (F34)', async () => {
  const data = temporaryFolder()
  const bioce = (folder: string, ...args: string[]) => {
    const env = { PATH: process.env.PATH, BIOCE_DATA: folder }
    const { stdout, stderr, exitCode } = Bun.spawnSync([...program, ...args], { env })
    return { text: `${stdout}${stderr}`, exitCode }
  }
  bioce(data, 'migrate')
  mkdirSync(join(data, 'site'))
  writeFileSync(join(data, 'site/terms.md'), '# Ours')
  const made = bioce(data, 'backup')
  expect(made.exitCode).toBe(0)
  const folder = made.text.split(':')[0]!
  expect(statSync(join(folder, 'bioce.sqlite')).mode & 0o077).toBe(0)
  const empty = temporaryFolder()
  expect(bioce(empty, 'restore', folder).text).toContain('Restored')
  const refusal = (into: string, from: string) => {
    const { text, exitCode } = bioce(into, 'restore', from)
    expect(exitCode).toBe(78)
    return text
  }
  expect(refusal(empty, folder)).toContain('already')
  expect(refusal(temporaryFolder(), data)).toContain('is not a backup')
  expect(existsSync(join(empty, 'logs'))).toBe(true)
  expect(readFileSync(join(empty, 'site/terms.md'), 'utf8')).toBe('# Ours')
  const bytes = readFileSync(join(folder, 'bioce.sqlite'))
  const flipped = Buffer.from(bytes)
  const word = flipped.indexOf('Uploads studies and runs') // SQLite looks at the structure alone
  flipped[word]! ^= 1
  writeFileSync(join(folder, 'bioce.sqlite'), flipped)
  expect(findDamage(join(folder, 'bioce.sqlite'))).toEqual([])
  expect(refusal(temporaryFolder(), folder)).toContain('damaged: its database is not as it was written')
  writeFileSync(join(folder, 'bioce.sqlite'), bytes.fill(7, 5000, 30_000))
  expect(refusal(temporaryFolder(), folder)).toContain('damaged')
}, 60_000)

test('files are shared with userData, or with the last backup, and a broken-off backup is none', async () => {
  const data = temporaryFolder()
  const config = readConfig({ BIOCE_DATA: data })
  const load = await startLoad(data)
  await until(() => load.told().split('\n').length > 20)
  for (const undo of tidy.splice(0)) await undo()
  const db = await openDatabase(config.databaseUrl)
  tidy.push(() => db.close())
  mkdirSync(join(data, 'userData/methods/slope/1'), { recursive: true })
  writeFileSync(join(data, 'userData/methods/slope/1/method.json'), '{}')
  const first = await backUp({ db, config }, noon)
  expect(existsSync(join(config.backups, first.name, 'userData/methods/slope/1/method.json'))).toBe(true)
  const { id, userId } = (await listStudies(db.read))[0]!
  const curve = (folder: string) => statSync(join(folder, `userData/user${userId}/study${id}/curve.dat`)).ino
  expect(curve(join(config.backups, first.name))).toBe(curve(data))
  mkdirSync(join(config.backups, 'broken.part'))
  expect((await listBackups(config)).map(each => each.name)).toEqual([first.name])
  expect(existsSync(join(config.backups, first.name, 'userData/.incoming'))).toBe(false)
})

test('each night plans the next, also one that fails; the newest are kept', async () => {
  const db = freshDatabase()
  tidy.push(() => db.close())
  const config = readConfig({ BIOCE_DATA: temporaryFolder() })
  const made: Pick<Backup, 'name' | 'missing'>[] = []
  const make = async () => {
    if (made.length === 1) throw new Error('no room')
    made.push({ name: 'x', missing: [] })
    return made[0]!
  }
  const runner = createBackupRunner({ make, prune: async () => 0, keep: 3 })
  const nights: number[] = []
  let now = new Date(2026, 2, 27, 12).getTime() // the clocks of Europe change on the 29th
  for (let night = 0; night < 4; night++) {
    const before = await listJobs(db.read, 100)
    await db.write(tx => runner.begin!(tx, undefined as never, now))
    await db.write(tx => runner.begin!(tx, undefined as never, now))
    const planned = (await listJobs(db.read, 100)).slice(0, -before.length || undefined)
    expect(planned).toHaveLength(1)
    now = planned[0]!.runAt
    nights.push(new Date(now).getDate())
    expect(new Date(now).getHours()).toBe(3)
  }
  expect(nights).toEqual([28, 29, 30, 31])
  expect(await findJobByKey(db.read, 'backup:2026-3-29')).toBeDefined()

  for (const day of [1, 2, 3]) {
    const folder = join(config.backups, `night ${day}`)
    mkdirSync(folder, { recursive: true })
    const counts = { studies: 0, analyses: 0, bytes: 0, missing: [] }
    const record: Backup = { name: `night ${day}`, at: day, version: '0.1.0', ...counts }
    writeFileSync(join(folder, 'backup.json'), JSON.stringify(record))
  }
  mkdirSync(join(config.backups, 'old.part'))
  expect(await pruneBackups(config, 2, Date.now() + 2 * 86_400_000)).toBe(1)
  expect(readdirSync(config.backups).sort()).toEqual(['night 2', 'night 3'])
})
