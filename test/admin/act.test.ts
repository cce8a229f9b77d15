import { expect, test } from 'bun:test'
import { findAnalysis } from '#db/analyses.ts'
import { listAudit } from '#db/audit.ts'
import { findJobByKey } from '#db/jobs.ts'
import { grantRole } from '#db/roles.ts'
import { findRow } from '#db/rows.ts'
import { insertWorker, markWorkerSeen } from '#db/workers.ts'
import { enqueue } from '#jobs/queue.ts'
import { actionsFor, getAction } from '#src/admin/act.ts'
import { getPanelTable } from '#src/admin/tables.ts'
import { memberWithPassword, openHouse, viewerOf } from '../support/house.ts'
import { analysisOf, member, noon, studyOf } from '../support/people.ts'

async function openPanel() {
  const house = openHouse()
  const { db } = house
  const administrator = await viewerOf(db, (await memberWithPassword(db, 'ada')).id)
  const rowOf = async (table: string, id: number | string) =>
    (await findRow(db.read, getPanelTable(table), String(id)))!
  const namesFor = async (table: string, id: number | string) =>
    actionsFor(table, await rowOf(table, id)).map(({ name }) => name)
  const act = async (table: string, id: number | string, name: string) =>
    await getAction(table, await rowOf(table, id), name).run(house, administrator, String(id), noon)
  const lastAudit = async () => (await listAudit(db.read, 1))[0]!
  return { db, administrator, namesFor, act, lastAudit }
}

test("an administrator stops anyone's analysis with its job, once", async () => {
  const { db, administrator, namesFor, act, lastAudit } = await openPanel()
  const { id } = await db.write(async tx => {
    const analysis = await analysisOf(tx, await studyOf(tx, await member(tx, 'grace')))
    const uniqueKey = `analysis:${analysis.id}`
    await enqueue(tx, { kind: 'analysis', payload: { analysisId: analysis.id }, uniqueKey }, noon)
    return analysis
  })
  expect(await namesFor('analyses', id)).toEqual(['stop'])
  await act('analyses', id, 'stop')
  expect((await findJobByKey(db.read, `analysis:${id}`))!.state).toBe('cancelled')
  const message = 'An administrator stopped this analysis.'
  expect(await findAnalysis(db.read, id)).toMatchObject({ state: 'cancelled', message })
  const written = { actorId: administrator.id, action: 'analysis_stopped', subject: `analyses:${id}` }
  expect(await lastAudit()).toMatchObject(written)
  expect(await namesFor('analyses', id)).toEqual([])
  await expect(act('analyses', id, 'stop')).rejects.toThrow('changed meanwhile')
})

test('a worker is asked to drain', async () => {
  const { db, namesFor, act, lastAudit } = await openPanel()
  const worker = {
    name: 'host:1:2',
    host: 'h',
    pid: 1,
    version: '1',
    slots: 1,
    startedAt: noon,
    seenAt: noon,
  }
  await db.write(tx => insertWorker(tx, worker))
  await act('workers', 'host:1:2', 'drain')
  expect(await db.write(tx => markWorkerSeen(tx, 'host:1:2', noon))).toEqual({ drain: true })
  expect(await lastAudit()).toMatchObject({ action: 'worker_drained', subject: 'workers:host:1:2' })
  expect(await namesFor('workers', 'host:1:2')).toEqual([])
})

test('an account is closed and opened again', async () => {
  const { db, namesFor, act, lastAudit } = await openPanel()
  const grace = await memberWithPassword(db, 'grace')
  const boss = await memberWithPassword(db, 'boss')
  await db.write(tx => grantRole(tx, boss.id, 'superuser'))
  expect(await namesFor('users', grace.id)).toEqual(['close', 'reset'])
  await act('users', grace.id, 'close')
  expect(await lastAudit()).toMatchObject({ action: 'user_disabled', subject: `user:${grace.id}` })
  expect(await namesFor('users', grace.id)).toEqual(['open'])
  await act('users', grace.id, 'open')
  expect(await namesFor('users', grace.id)).toEqual(['close', 'reset'])
  await expect(act('users', boss.id, 'close')).rejects.toThrow('only administrator')
})
