import { expect, test } from 'bun:test'
import { existsSync, mkdirSync } from 'node:fs'
import { listAudit } from '#db/audit.ts'
import { listMailsTo } from '#db/mails.ts'
import { setSetting } from '#db/settings.ts'
import { findStudy } from '#db/studies.ts'
import { applyRetention, extendStudy } from '#src/studies/retention.ts'
import { mistake, openAccounts } from '../support/accounts.ts'
import { countQueries } from '../support/countQueries.ts'
import { analysisOf, member, noon, studyOf } from '../support/people.ts'

const day = 86_400_000

async function openRetention(days: number) {
  const house = openAccounts()
  const { db, files } = house
  const ada = await db.write(tx => member(tx, 'ada'))
  const study = await db.write(tx => studyOf(tx, ada))
  mkdirSync(files.study(ada.id, study.id), { recursive: true })
  const setDays = (value: number) => db.write(tx => setSetting(tx, 'retentionDays', value, noon))
  await setDays(days)
  const sweep = (at: number) => applyRetention(house, at)
  const end = async () => (await findStudy(db.read, study.id))?.expiresAt
  const mails = async () => (await listMailsTo(db.read, ada.email)).filter(({ kind }) => kind === 'retention')
  return { ...house, ada, study, setDays, sweep, end, mails }
}

test('a study that nobody used is removed with its files, two weeks after its owner was told, once', async () => {
  const { db, files, ada, study, sweep, end, mails } = await openRetention(60)
  await sweep(noon)
  expect(await end()).toBe(noon + 60 * day)
  expect(await mails()).toEqual([])
  for (const at of [46, 46.1, 59.9]) await sweep(noon + at * day)
  const [mail, ...more] = await mails()
  expect(more).toEqual([])
  expect(mail!.facts).toEqual({ studies: [{ id: study.id, name: study.name, at: noon + 60 * day }] })
  expect(existsSync(files.study(ada.id, study.id))).toBe(true)
  await sweep(noon + 60 * day)
  expect(await end()).toBeUndefined()
  expect(existsSync(files.study(ada.id, study.id))).toBe(false)
  expect((await listAudit(db.read, 1))[0]).toMatchObject({
    action: 'study_expired',
    subject: `study:${study.id}`,
  })
})

test('an analysis keeps its study, and so does its owner by pressing a button', async () => {
  const { db, ada, study, sweep, end, mails } = await openRetention(60)
  await sweep(noon + 50 * day)
  await db.write(tx => analysisOf(tx, study, 'Late', { createdAt: noon + 51 * day }))
  await sweep(noon + 52 * day)
  expect(await end()).toBe(noon + 111 * day)
  await extendStudy(db, ada.id, study.id, noon + 100 * day)
  expect(await end()).toBe(noon + 160 * day)
  await sweep(noon + 150 * day)
  expect(await mails()).toHaveLength(2) // one before each of the two ends
  await mistake(extendStudy(db, ada.id + 1, study.id, noon), 'not_found')
})

test('nobody loses a study without notice: not when the setting comes, nor when the server slept', async () => {
  const late = await openRetention(30)
  await late.sweep(noon + 400 * day) // the first time, and long after its time
  expect(await late.end()).toBe(noon + 414 * day)
  expect(await late.mails()).toHaveLength(1)
  const slept = await openRetention(60)
  await slept.sweep(noon)
  await slept.sweep(noon + 90 * day)
  expect(await slept.end()).toBe(noon + 104 * day)
})

test('without the setting studies stay, and their ends are forgotten', async () => {
  const { db, ada, study, setDays, sweep, end } = await openRetention(60)
  await sweep(noon)
  await setDays(0)
  await sweep(noon + 100 * day)
  expect(await end()).toBeNull()
  await mistake(extendStudy(db, ada.id, study.id, noon), 'conflict')
})

test('thousands of studies are looked at in three queries, and changed in small transactions with room for others', async () => {
  const house = openAccounts()
  const owners = 25
  const studiesEach = 100
  await house.db.write(async tx => {
    await setSetting(tx, 'retentionDays', 60, noon)
    for (let owner = 0; owner < owners; owner++) {
      const person = await member(tx, `owner${owner}`)
      for (let n = 0; n < studiesEach; n++) await studyOf(tx, person, `Study ${n}`, { createdAt: noon })
    }
  })
  const counted = countQueries(house.db.read)
  const writes: number[] = []
  let othersDone = 0
  const db: typeof house.db = {
    ...house.db,
    read: counted.db,
    write: work =>
      house.db.write(async tx => {
        let updates = 0
        const count = <T extends object>(at: T): T =>
          new Proxy(at, {
            get(of, name) {
              if (name === 'update') updates++
              return Reflect.get(of, name)
            },
          })
        const result = await work(count(tx))
        writes.push(updates)
        return result
      }),
  }
  const other = async () => {
    while (writes.length < (owners * studiesEach) / 50) {
      await house.db.write(tx => setSetting(tx, 'queuePaused', false, noon))
      othersDone++
      await Bun.sleep(0)
    }
  }
  let turns = 0
  const ticking = setInterval(() => turns++, 0)
  await Promise.all([applyRetention({ ...house, db }, noon), other()])
  clearInterval(ticking)
  expect(turns).toBeGreaterThan(6)
  expect(counted.count()).toBeLessThanOrEqual(4)
  expect(writes).toEqual(Array(50).fill(50))
  expect(othersDone).toBeGreaterThan(6)
  await applyRetention({ ...house, db }, noon + day) // nothing to change: nothing is locked
  expect(writes).toHaveLength(50)
  await applyRetention({ ...house, db }, noon + 50 * day)
  expect(writes.slice(50)).toEqual(Array(25).fill(100))
})

test('a study that its owner keeps while the others are looked at is not removed', async () => {
  const { db, study, sweep, end, ada, ...house } = await openRetention(60)
  await sweep(noon)
  await sweep(noon + 46 * day)
  const meddling = {
    ...house,
    db: {
      ...db,
      write: async <T>(work: Parameters<typeof db.write<T>>[0]) => {
        await extendStudy(db, ada.id, study.id, noon + 60 * day)
        return await db.write(work)
      },
    },
  }
  await applyRetention(meddling, noon + 60 * day)
  expect(await end()).toBe(noon + 120 * day)
})
