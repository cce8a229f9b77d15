import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { findJobByKey } from '#db/jobs.ts'
import { claim } from '#db/queue.ts'
import { listSettings } from '#db/settings.ts'
import { insertWorker } from '#db/workers.ts'
import { localExecutor } from '#jobs/executors/local.ts'
import { recordOutcome } from '#jobs/recordOutcome.ts'
import { createSelfTestRunner, planSelfTest } from '#jobs/selfTest.ts'
import { isNewer } from '#src/admin/newestVersion.ts'
import { findSiteStatus } from '#src/admin/siteStatus.ts'
import { openPublicExample } from '#src/analyses/publicExample.ts'
import { openFiles } from '#src/files.ts'
import { freshDatabase, temporaryFolder } from '../support/database.ts'
import { noon } from '../support/people.ts'

const hour = 3_600_000
const limits = { msMax: 60_000, memoryBytesMax: 1e9, outputBytesMax: 1e8, processesMax: 20, logBytesMax: 1e4 }

/** In place of the analysis, which takes its time: a command that writes a result. The sample is staged and judged as ever. */
async function runWith(command: string) {
  const db = freshDatabase()
  const folder = temporaryFolder()
  const files = openFiles(join(folder, 'userData'), join(folder, 'failed'))
  const { outputs } = await openPublicExample()
  const published = JSON.parse(await outputs.find(({ name }) => name === 'result.json')!.file.text())
  await Bun.write(join(folder, 'published.json'), JSON.stringify(published))
  published.models[0].weight.mean += 0.2
  await Bun.write(join(folder, 'other.json'), JSON.stringify(published))
  const runner = createSelfTestRunner({
    files,
    executor: localExecutor,
    command: [
      'sh',
      '-c',
      `test -f params.json && mkdir -p output && ${command.replaceAll('FOLDER', folder)}`,
    ],
    limits,
    pollMs: 5,
  })
  await planSelfTest(db, noon)
  await planSelfTest(db, noon)
  const job = (await db.write(tx => claim(tx, { kinds: ['selfTest'], worker: 'w' }, noon + hour)))!
  expect(await db.write(tx => claim(tx, { kinds: ['selfTest'], worker: 'w' }, noon + hour))).toBeUndefined()
  await db.write(tx => runner.begin!(tx, job, noon + hour))
  const now = () => noon + hour
  const outcome = await runner.run({ job, db, now, signal: new AbortController().signal })
  await db.write(tx => recordOutcome(tx, runner, job, outcome, noon + hour))
  const next = `self-test:${Math.floor((noon + 2 * hour) / hour)}`
  expect((await findJobByKey(db.read, next))?.state).toBe('waiting')
  return { db, settings: await listSettings(db.read) }
}

test('the sample is run every hour, and found to be right', async () => {
  const { db, settings } = await runWith('cp FOLDER/published.json output/result.json')
  expect(settings).toMatchObject({ selfTestAt: noon + hour, selfTestFault: '' })
  const worker = {
    name: 'w',
    host: 'h',
    pid: 1,
    version: '1',
    slots: 1,
    startedAt: noon,
    seenAt: noon + hour,
  }
  await db.write(tx => insertWorker(tx, worker))
  expect(await findSiteStatus(db.read, noon + hour)).toMatchObject({ analyses: 'working', isIdle: false })
  expect(await findSiteStatus(db.read, noon + 5 * hour)).toMatchObject({ analyses: 'old', isIdle: true })
})

test('another result, and none, are told', async () => {
  const other = await runWith('cp FOLDER/other.json output/result.json')
  expect(other.settings.selfTestFault).toBe('A weight of the sample differs by 0.20 from the published one.')
  expect((await findSiteStatus(other.db.read, noon + hour)).analyses).toBe('broken')
  const none = await runWith(`echo '{"reason":"bug","message":"no memory"}' && exit 1`)
  expect(none.settings.selfTestFault).toBe('The sample did not end: no memory')
  const bare = await runWith('true')
  expect(bare.settings.selfTestFault).toStartWith('The sample could not be run: ')
})

test('a version is newer by its numbers', () => {
  const newer = (version: string, than: string) => isNewer(version, than)
  expect([newer('0.10.0', '0.9.9'), newer('1.0', '0.9.9'), newer('0.1.1', '0.1')]).toEqual([true, true, true])
  expect([newer('0.1.0', '0.1.0'), newer('0.0.9', '0.1.0'), newer('', '0.1.0')]).toEqual([
    false,
    false,
    false,
  ])
})
