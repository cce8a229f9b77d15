import { afterEach, expect, test } from 'bun:test'
import type { Analysis } from '#db/schema.ts'
import { expectEachDoneOnce } from '../support/doneOnce.ts'
import { long } from '../support/skips.ts'
import { seeded } from '../support/storyData.ts'
import { openWork } from '../support/work.ts'

type Work = Awaited<ReturnType<typeof openWork>>

const tidy: (() => unknown)[] = []
afterEach(async () => {
  for (const undo of tidy.splice(0).reverse()) await undo()
})

async function spawn(work: Work, ...options: Parameters<Work['spawnWorker']>) {
  const child = await work.spawnWorker(...options)
  tidy.push(async () => {
    child.kill('SIGKILL')
    await child.exited
  })
  return child
}

const hour = 3_600_000
const jumps = {
  'an hour ahead': hour,
  'an hour behind': -hour,
  'a day ahead': 24 * hour,
  'in 2040': 14 * 365.25 * 24 * hour,
}

test.each(Object.entries(jumps))(
  'workers of which one has a clock that is %s take no job from one another (F15)',
  async (_name, aheadMs) => {
    const work = await openWork()
    tidy.push(() => work.db.close())
    const ledger: Analysis[] = []
    for (let i = 0; i < (long ? 60 : 8); i++) ledger.push(await work.submit('brief'))
    const lasting = await work.submit('slow')
    // A worker that a busy machine holds up for a second is rightly taken for dead; none does for twenty.
    for (const ahead of [0, aheadMs]) await spawn(work, 2, ahead, 2000, 20_000)
    await expectEachDoneOnce(work, [...ledger, lasting])
    for (const analysis of [...ledger, lasting]) expect((await work.row(analysis))?.attempt).toBe(1)
  },
  60_000,
)

test(`supervisors killed again while they take over from killed ones: 0 lost, 0 twice, no attempt burnt (F37, ${long ? 'N' : 'Q'})`, async () => {
  const [jobs, kills] = long ? [60, 18] : [6, 6] // after some twenty a job is given up: see grantAttempt
  const work = await openWork()
  tidy.push(() => work.db.close())
  const ledger: Analysis[] = []
  for (let i = 0; i < jobs; i++) ledger.push(await work.submit('brief'))
  const random = seeded(37)
  for (let kill = 0; kill < kills; kill++) {
    const supervisor = await spawn(work, 4)
    await Bun.sleep(random() * 120) // it has just begun to look for what the last one left
    supervisor.kill('SIGKILL')
    await supervisor.exited
  }
  await spawn(work, 4)
  await expectEachDoneOnce(work, ledger)
}, 120_000)
