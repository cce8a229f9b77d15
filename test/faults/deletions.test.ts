import { expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { listAnalysesOf } from '#db/analyses.ts'
import { listRunning } from '#db/jobs.ts'
import { grantRole } from '#db/roles.ts'
import { removeUser } from '#src/accounts/deleteAccount.ts'
import { cancelAnalysis } from '#src/analyses/cancel.ts'
import { removeAnalysis } from '#src/analyses/remove.ts'
import { removeStudy } from '#src/studies/remove.ts'
import { listFiles } from '#src/tree.ts'
import { mistake } from '../support/accounts.ts'
import { member } from '../support/people.ts'
import { until } from '../support/until.ts'
import { isAlive, openWork } from '../support/work.ts'

type Work = Awaited<ReturnType<typeof openWork>>

/** What a person may do with a running analysis, in this browser or another. */
const ways: Record<string, (work: Work, id: number) => Promise<unknown>> = {
  'it is cancelled': (work, id) => cancelAnalysis(work.db, work.ada.id, id, Date.now()),
  'it is deleted': (work, id) => removeAnalysis(work, work.ada.id, id, Date.now()),
  'its study is deleted': work => removeStudy(work, work.ada.id, work.study.id, Date.now()),
  'its account is deleted': work =>
    removeUser({ ...work, config: { logs: work.folder } }, work.ada.id, Date.now(), async () => {}),
}

test.each(Object.entries(ways))(
  'when %s while it runs, nothing of it runs five seconds later, and doing it twice is told (F29)',
  async (way, remove) => {
    const work = await openWork()
    await work.db.write(async tx => grantRole(tx, (await member(tx, 'root')).id, 'superuser'))
    const worker = await work.start()
    try {
      const analysis = await work.submit('long')
      const pid = await work.startedPid(analysis)
      const waiting = await work.submit('long')
      const twice = [remove(work, analysis.id), remove(work, analysis.id)]
      const outcomes = await Promise.allSettled(twice)
      expect(outcomes.map(outcome => outcome.status).sort()).toEqual(['fulfilled', 'rejected'])
      await mistake(remove(work, analysis.id), way === 'it is cancelled' ? 'conflict' : 'not_found')
      await until(() => !isAlive(pid))
      if (way === 'it is cancelled') {
        expect((await work.row(analysis))?.state).toBe('cancelled')
        return
      }
      await until(() => !existsSync(work.home(analysis)))
      if (way === 'it is deleted') {
        expect((await listAnalysesOf(work.db.read, work.ada.id)).map(row => row.analysis.id)).toEqual([
          waiting.id,
        ])
        return
      }
      expect(await listAnalysesOf(work.db.read, work.ada.id)).toEqual([])
      await until(async () => (await listRunning(work.db.read)).length === 0)
      await until(async () => (await listFiles(work.files.user(work.ada.id))).length === 0)
    } finally {
      await worker.stop(0)
      work.db.close()
    }
  },
  30_000,
)
