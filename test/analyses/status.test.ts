import { expect, test } from 'bun:test'
import { enqueue } from '#db/queue.ts'
import { setSetting } from '#db/settings.ts'
import { insertWorker } from '#db/workers.ts'
import { analysisStatus } from '#src/analyses/status.ts'
import { memoryDatabase } from '../support/memory.ts'
import { analysisOf, member, noon, studyOf } from '../support/people.ts'

const minute = 60_000
const queue = { slots: 1, shortMs: 2 * minute, sliceMs: 15 * minute }

test('a waiting analysis says what keeps it: its place, a pause, no worker for two minutes (F31)', async () => {
  const { tx } = memoryDatabase()
  const study = await studyOf(tx, await member(tx, 'ada'))
  const submit = async (name: string) => {
    const analysis = await analysisOf(tx, study, name)
    const payload = { analysisId: analysis.id }
    await enqueue(tx, { kind: 'analysis', payload, uniqueKey: `analysis:${analysis.id}` }, noon)
    return analysis
  }
  await submit('First')
  const second = await submit('Second')
  const at = async (now: number) => {
    const { ahead, hold } = await analysisStatus(tx, queue, second, now)
    return [ahead, hold?.slice(0, 30) ?? null]
  }
  expect(await at(noon + minute)).toEqual([1, null])
  expect(await at(noon + 3 * minute)).toEqual([1, 'No worker is running on the se'])
  const worker = { name: 'w', host: 'h', pid: 1, version: '1', slots: 1, startedAt: noon }
  await insertWorker(tx, { ...worker, seenAt: noon + 2 * minute })
  expect(await at(noon + 3 * minute)).toEqual([1, null])
  await setSetting(tx, 'queuePaused', true, noon)
  expect(await at(noon + 3 * minute)).toEqual([1, 'The administrators have paused'])
})
