import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { enqueue } from '#db/queue.ts'
import { setSetting } from '#db/settings.ts'
import { insertWorker } from '#db/workers.ts'
import { analysisStatus } from '#src/analyses/status.ts'
import { StatusPanel } from '#views/analyses/statusPanel.tsx'
import { temporaryFolder } from '../support/database.ts'
import { memoryDatabase } from '../support/memory.ts'
import { analysisOf, member, noon, studyOf } from '../support/people.ts'
import { frameAt } from '../support/storyData.ts'

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

test('a method of the laboratory has the stages of its manifest, and none without; the built-in one has its own', async () => {
  const { tx } = memoryDatabase()
  const study = await studyOf(tx, await member(tx, 'ada'))
  const methods = temporaryFolder()
  const manifest = { name: 'slope', title: 'Slope', command: ['true'] }
  const stages = [{ name: 'fit', title: 'Fit' }]
  await Bun.write(join(methods, 'slope.json'), JSON.stringify({ ...manifest, stages }))
  await Bun.write(join(methods, 'plain.json'), JSON.stringify({ ...manifest, name: 'plain' }))
  const stagesOf = async (method: string) => {
    const analysis = await analysisOf(tx, study, method, { method, state: 'running' })
    return (await analysisStatus(tx, { ...queue, methods }, analysis, noon)).stages
  }
  expect(await stagesOf('slope')).toEqual([{ name: 'fit', text: 'Fit' }])
  expect([await stagesOf('plain'), await stagesOf('bioce')]).toEqual([[], undefined])
  const status = {
    id: 1,
    name: 'First',
    state: 'running',
    createdAt: new Date(noon),
    startedAt: null,
  } as const
  const facts = { ahead: null, progress: null, share: null, secondsLeft: null }
  const drawn = (stages?: { name: string; text: string }[]) =>
    String(<StatusPanel frame={frameAt('/')} status={{ ...status, ...facts, stages }} />)
  expect(drawn([{ name: 'fit', text: 'Fit' }])).toContain('<li class="stage">Fit</li>')
  expect(drawn([])).not.toContain('class="stages"')
  expect(drawn()).toContain('Hydration')
})
