import { expect, test } from 'bun:test'
import { listAudit } from '#db/audit.ts'
import { findOverview } from '#db/overview.ts'
import { claim, enqueue } from '#db/queue.ts'
import { insertWorker } from '#db/workers.ts'
import { pauseQueue } from '#src/admin/pauseQueue.ts'
import { memberWithPassword, openAccounts, viewerOf } from '../support/accounts.ts'
import { freshDatabase } from '../support/database.ts'
import { analysisOf, member, noon, studyOf } from '../support/people.ts'

const day = 86_400_000

test('the overview counts what waits, who works, why analyses failed and what came each week', async () => {
  const db = freshDatabase()
  const { running } = await db.write(async tx => {
    const ada = await member(tx, 'ada', { createdAt: noon - 10 * day })
    const study = await studyOf(tx, ada)
    const analyses = {
      running: await analysisOf(tx, study, 'Runs', { state: 'running', startedAt: noon }),
      failed: await analysisOf(tx, study, 'Fails', { state: 'failed', reason: 'no_fit', finishedAt: noon }),
      old: await analysisOf(tx, study, 'Old', {
        state: 'failed',
        reason: 'memory',
        finishedAt: noon - 40 * day,
        createdAt: noon - 40 * day,
      }),
    }
    const worker = { host: 'h', pid: 1, version: '1', slots: 1, startedAt: noon }
    await insertWorker(tx, { ...worker, name: 'alive', seenAt: noon - 1000 })
    await insertWorker(tx, { ...worker, name: 'silent', seenAt: noon - day })
    await enqueue(tx, { kind: 'analysis', payload: { analysisId: 1 } }, noon - 60_000)
    await claim(tx, { kinds: ['analysis'], worker: 'alive' }, noon)
    await enqueue(tx, { kind: 'analysis', payload: { analysisId: 2 } }, noon - 30_000)
    return analyses
  })
  const overview = await findOverview(db.read, noon)
  expect(overview.queue).toEqual({ waiting: 1, oldestAt: noon - 30_000 })
  expect(overview.workers).toEqual([{ name: 'alive', seenAt: noon - 1000, drainAt: null, running: 1 }])
  expect(overview.running.map(row => row.analysis.id)).toEqual([running.id])
  expect(overview.failures.map(row => [row.analysis.name, row.owner.firstName])).toEqual([
    ['Fails', 'Ada'],
    ['Old', 'Ada'],
  ])
  expect(overview.reasons).toEqual([{ reason: 'no_fit', total: 1 }])
  expect(overview.weeks.map(week => week.users)).toEqual([0, 0, 0, 0, 0, 0, 1, 0])
  expect(overview.weeks.map(week => week.analyses)).toEqual([0, 0, 1, 0, 0, 0, 0, 2])
})

test('a paused queue starts nothing until it goes on, and both are written down', async () => {
  const { db } = openAccounts()
  const viewer = await viewerOf(db, (await memberWithPassword(db, 'ada')).id)
  await db.write(tx => enqueue(tx, { kind: 'analysis', payload: {} }, noon))
  const next = () => db.write(tx => claim(tx, { kinds: ['analysis'], worker: 'w' }, noon))
  await pauseQueue(db, viewer, true, noon)
  expect(await next()).toBeUndefined()
  await pauseQueue(db, viewer, false, noon)
  expect(await next()).toBeDefined()
  const written = await listAudit(db.read, 2)
  expect(written.map(entry => [entry.actorId, entry.action])).toEqual([
    [viewer.id, 'queue_resumed'],
    [viewer.id, 'queue_paused'],
  ])
})
