import { afterEach, describe, expect, test } from 'bun:test'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseFull, openDatabase } from '#db/index.ts'
import { enqueue } from '#db/queue.ts'
import { jobs } from '#db/schema.ts'
import { findDamage } from '#db/sqlite/drift.ts'
import { openBallast } from '#src/ballast.ts'
import { noon, studyOf } from '../support/people.ts'
import { because } from '../support/skips.ts'
import { openWork } from '../support/work.ts'
import { openWebWorld, studyForm } from './webWorld.ts'

const canMount = process.platform === 'linux' && process.getuid?.() === 0
const needsRoot = canMount ? '' : because('needs root, to mount a small disk')

const tidy: (() => unknown)[] = []
afterEach(async () => {
  for (const undo of tidy.splice(0).reverse()) await undo()
})

/** A disk of so many megabytes. */
function smallDisk(megabytes: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'bioce-small-'))
  tidy.push(() => rmSync(folder, { recursive: true }))
  Bun.spawnSync(['mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder])
  tidy.push(() => Bun.spawnSync(['umount', '-l', folder]))
  return folder
}

/** Fills a disk to the last byte, and answers how to free it. */
function fill(folder: string): () => void {
  const path = join(folder, 'filler')
  const { bavail, bsize } = statfsSync(folder)
  try {
    writeFileSync(path, Buffer.alloc(bavail * bsize + 4096, 1))
  } catch {
    // that is the point
  }
  return () => rmSync(path)
}

describe.skipIf(!canMount)(`a full disk${needsRoot}`, () => {
  test('fails the analysis that needs room, in words; the next works without a restart (F08)', async () => {
    const disk = smallDisk(8)
    const work = await openWork({ folder: disk, limits: { outputBytesMax: 1e9 } })
    const script = 'head -c 20000000 /dev/zero > output/result.txt'
    work.methods.set('big', { command: ['sh', '-c', script], results: [{ file: 'result.txt' }] })
    const worker = await work.start()
    tidy.push(() => work.db.close())
    tidy.push(() => worker.stop(0))
    expect(await work.ended(await work.submit('big'))).toMatchObject({ state: 'failed', reason: 'disk_full' })
    expect(await work.ended(await work.submit('quick'))).toMatchObject({ state: 'done' })
    const waiting = await work.submit('quick')
    const free = fill(disk)
    const row = await work.ended(waiting)
    if (row.state === 'done')
      expect(readFileSync(join(work.home(waiting), 'output/result.txt'), 'utf8')).toBe('done\n')
    else expect(row.reason).toBe('disk_full')
    free()
    expect(await work.ended(await work.submit('quick'))).toMatchObject({ state: 'done' })
  }, 60_000)

  test('refuses uploads in words, keeps nothing of them, frees the ballast, and takes them again when there is room (F08)', async () => {
    const disk = smallDisk(400)
    const world = await openWebWorld({ folder: disk })
    tidy.push(world.close)
    const ballast = join(disk, 'db/ballast')
    expect(openBallast(ballast, 4 << 20).load()).toBe(true)
    const web = await world.startWeb()
    tidy.push(() => web.stop())
    const { cookie, csrf } = await world.signIn()
    const facts = { facts: { files: [], warnings: [] } }
    const study = await world.db.write(tx => studyOf(tx, world.ada, 'To be deleted', facts))
    const headers = { cookie, 'sec-fetch-site': 'same-origin', accept: 'text/html' }
    const upload = async (name: string) => {
      const body = studyForm(csrf, name)
      body.set('profiles', new File([new Uint8Array(3e6).fill(32)], 'profiles.txt'))
      return await fetch(`${web.origin}/drafts`, { method: 'POST', headers, body, redirect: 'manual' })
    }
    const free = fill(disk)
    const refused = await upload('Too much')
    expect(refused.status).toBe(507)
    expect(await refused.text()).toContain('The disk of this server is full')
    expect(readdirSync(join(disk, 'userData/.incoming'))).toEqual([])
    expect(existsSync(ballast)).toBe(false)
    expect((await fetch(`${web.origin}/studies`, { headers })).status).toBe(200)
    // With the room of the ballast people can sign in and delete, while the disk is as good as full.
    await world.signIn()
    const body = new URLSearchParams({ csrf, confirmation: study.name })
    const deletion = `${web.origin}/studies/${study.id}/deletion`
    const deleted = await fetch(deletion, { method: 'POST', headers, body, redirect: 'manual' })
    expect(deleted.status).toBe(303)
    expect((await fetch(`${web.origin}/healthz`)).status).toBe(503)
    free()
    expect((await upload('Fits again')).status).toBe(303)
    expect((await fetch(`${web.origin}/healthz`)).status).toBe(200)
  }, 60_000)

  test('under the database refuses writes, still reads, and recovers when the ballast is dropped (F09)', async () => {
    const disk = smallDisk(8)
    mkdirSync(join(disk, 'db'))
    const db = await openDatabase(join(disk, 'db/bioce.sqlite'))
    tidy.push(() => db.close())
    const ballast = openBallast(join(disk, 'db/ballast'), 512 * 1024)
    expect(ballast.load()).toBe(true)
    const add = (uniqueKey: string) =>
      db.write(tx => enqueue(tx, { kind: 'k', payload: 'x'.repeat(20_000), uniqueKey }, noon))
    await add('before')
    fill(disk)
    const refused = (async () => {
      for (let i = 0; i < 1000; i++) await add(`during ${i}`)
    })()
    await expect(refused).rejects.toThrow(DatabaseFull)
    const before = await db.read.$count(jobs)
    expect(before).toBeGreaterThan(0)
    expect(ballast.drop()).toBe(true)
    await add('after')
    expect(await db.read.$count(jobs)).toBe(before + 1)
    expect(findDamage(join(disk, 'db/bioce.sqlite'))).toEqual([])
  }, 60_000)
})
