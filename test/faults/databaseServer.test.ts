import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { listAnalysesOf } from '#db/analyses.ts'
import { type Database, DatabaseBusy, openDatabase } from '#db/index.ts'
import type { Analysis } from '#db/schema.ts'
import { type DatabaseServer, servers } from '../support/databaseServers.ts'
import { expectEachDoneOnce } from '../support/doneOnce.ts'
import { long } from '../support/skips.ts'
import { openWork } from '../support/work.ts'

describe.each(servers)('a database server', ({ name, missing, unless, launch }) => {
  let server: DatabaseServer
  let db: Database
  beforeAll(async () => {
    if (!missing) server = await launch({ isDurable: true })
  }, 60_000)
  afterAll(async () => {
    await db?.close()
    await server?.remove()
  }, 60_000)

  test.skipIf(missing !== '')(
    `${name} killed in mid-run and started again: what was acknowledged is done, once, by the same workers (${long ? 'N' : 'Q'})${unless}`,
    async () => {
      const [perRound, kills] = long ? [20, 20] : [4, 2]
      const url = await server.create('bioce')
      db = await openDatabase(url)
      const work = await openWork({ db: { ...db, path: url } })
      const workers = [await work.spawnWorker(2), await work.spawnWorker(2)]
      const ledger: Analysis[] = []
      const refused: unknown[] = []
      const submit = () =>
        work.submit('brief').then(
          analysis => ledger.push(analysis),
          error => refused.push(error),
        )
      for (let kill = 0; kill < kills; kill++) {
        for (let i = 0; i < perRound; i++) await submit()
        await Bun.sleep(200 + 300 * kill)
        const submitting = submit()
        await server.kill()
        await Promise.all([submitting, submit()])
        await server.start()
      }
      await submit()
      expect(refused.length).toBeGreaterThanOrEqual(kills)
      for (const error of refused) expect(error).toBeInstanceOf(DatabaseBusy)
      expect(ledger.length).toBeGreaterThanOrEqual(kills * perRound + 1)
      // One more may have been written whose answer was lost: it is done as the others are.
      const kept = (await listAnalysesOf(work.db.read, work.ada.id)).map(({ analysis }) => analysis).reverse()
      expect(kept.map(({ id }) => id)).toEqual(expect.arrayContaining(ledger.map(({ id }) => id)))
      await expectEachDoneOnce(work, kept)
      expect(workers.map(worker => worker.exitCode)).toEqual([null, null])
      for (const worker of workers) worker.kill('SIGTERM')
      expect(await Promise.all(workers.map(worker => worker.exited))).toEqual([0, 0])
    },
    180_000,
  )
})
