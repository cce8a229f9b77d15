import { afterAll, describe, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findDraft } from '#db/drafts.ts'
import { claim } from '#db/queue.ts'
import type { Draft } from '#db/schema.ts'
import type { Config } from '#src/config.ts'
import { checkFolder } from '#src/studies/check.ts'
import { changeFiles, discardDraft, openDraft } from '#src/studies/drafts.ts'
import { readMethodReport } from '#src/studies/methodStudy.ts'
import { readPreflight } from '#src/studies/preflight.ts'
import { fixture } from '../studies/uploads.ts'
import { until } from '../support/until.ts'
import { openWork } from '../support/work.ts'

const config = { studiesMax: 20, analysesMax: 20, uploadBytesMax: 1e8, inflatedBytesMax: 1e8 } as Config
const tidy: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const stop of tidy) await stop()
})

/** Ada uploads a curve and a model to a site whose worker may use so much memory. */
async function openDesk(memoryBytesMax = 1e9, checkThrough?: string[]) {
  const work = await openWork({ limits: { memoryBytesMax }, checkThrough })
  const world = { db: work.db, files: work.files, config }

  async function arrive() {
    const folder = await work.files.openIncoming()
    const arrived = []
    for (const [field, name] of [
      ['curve', 'good/plain.dat'],
      ['library', 'good/model.pdb'],
    ] as const) {
      const path = join(folder, field)
      await Bun.write(path, await fixture(name))
      arrived.push({ field, name, path, bytes: Bun.file(path).size })
    }
    return { folder, arrived }
  }

  async function upload(): Promise<Draft> {
    const { folder, arrived } = await arrive()
    const form = { uploadKey: null, name: 'Linker', unit: 'guess', skipVariational: false, files: arrived }
    return await openDraft(world, work.ada, folder, form, Date.now())
  }

  const stateOf = async (id: number) => (await findDraft(work.db.read, id))?.state
  const reaches = (id: number, state: Draft['state']) => until(async () => (await stateOf(id)) === state)
  async function start() {
    const worker = await work.start()
    tidy.push(() => worker.stop(0))
    return worker
  }
  return { ...work, world, upload, stateOf, reaches, start }
}

test('a worker checks an upload in a process of its own', async () => {
  const desk = await openDesk()
  const { id } = await desk.upload()
  await desk.start()
  await desk.reaches(id, 'done')
  const draft = (await findDraft(desk.db.read, id))!
  expect((await readPreflight(desk.files, draft))!.checked!.library.models.length).toBe(1)
}, 60_000)

test('a check that takes too much memory ends in words, and can be tried again', async () => {
  // It stays until somebody has looked at its memory, however quick the check is.
  const desk = await openDesk(1e6, ['sh', '-c', '"$@"; sleep 60', 'sh'])
  const { id } = await desk.upload()
  await desk.start()
  await desk.reaches(id, 'failed')
  expect((await findDraft(desk.db.read, id))!.message).toBe('It used more than 1 MB of memory.')
  await changeFiles(desk.world, desk.ada, id, { arrived: [] }, Date.now())
  expect((await findDraft(desk.db.read, id))!).toMatchObject({ round: 2 })
}, 60_000)

test('a check whose worker was lost is waiting again, and of an old round nothing is heard', async () => {
  const desk = await openDesk()
  const { id } = await desk.upload()
  const { check } = desk.options.runners as Record<string, Required<(typeof desk.options.runners)[string]>>
  const job = (await desk.db.write(async tx => {
    const job = await claim(tx, { kinds: ['check'], worker: 'lost' }, Date.now())
    await check!.begin(tx, job!, Date.now())
    return job
  }))!
  expect(await desk.stateOf(id)).toBe('running')
  await desk.db.write(tx => check!.putBack(tx, job, 'waiting', 'lost', Date.now()))
  expect(await desk.stateOf(id)).toBe('waiting')
  await changeFiles(desk.world, desk.ada, id, { arrived: [] }, Date.now())
  await desk.db.write(tx => check!.putBack(tx, job, 'failed', 'lost', Date.now()))
  expect(await desk.stateOf(id)).toBe('waiting')
}, 60_000)

test('an upload that is thrown away while it is checked leaves nothing', async () => {
  const desk = await openDesk()
  const { id } = await desk.upload()
  const worker = await desk.start()
  await until(async () => (await desk.stateOf(id)) !== 'waiting')
  await discardDraft(desk.world, desk.ada, id, Date.now())
  await worker.stop(5000)
  expect(existsSync(desk.files.draft(desk.ada.id, id))).toBe(false)
}, 60_000)

describe('the inputs of a method', () => {
  const input = { name: 'plate', label: 'Plate', kinds: ['.csv'] }
  const methodThat = (check?: string) => ({
    command: ['true'],
    results: [{ file: 'result.txt' }],
    inputs: [input],
    ...(check === undefined ? {} : { check: ['sh', '-c', check] }),
  })

  /** Ada uploads a plate for a method whose check is a script; what was found, once there is something. */
  async function check(method: ReturnType<typeof methodThat> | undefined) {
    const desk = await openDesk()
    if (method) desk.methods.set('doses', method)
    const folder = await desk.files.openIncoming()
    await Bun.write(join(folder, '0'), 'dose,response\n1,2\n')
    const draft = await openDraft(
      desk.world,
      desk.ada,
      folder,
      {
        uploadKey: null,
        name: 'Plates',
        unit: 'guess',
        skipVariational: false,
        files: [],
        method: 'doses',
        inputs: [{ input: 'plate', label: 'Plate', name: 'mine.csv', path: '0', bytes: 20 }],
      },
      Date.now(),
    )
    await desk.start()
    const ended = await until(async () => {
      const now = (await findDraft(desk.db.read, draft.id))!
      return now.state === 'done' || now.state === 'failed' ? now : undefined
    })
    const home = desk.files.draft(desk.ada.id, draft.id)
    return {
      state: ended.state,
      message: ended.message,
      findings: await readMethodReport(checkFolder(home, 1)),
    }
  }

  test('are checked by its own command, which sees them by their names', async () => {
    const script = `grep -q Plates params.json && test "$(head -1 input/plate.csv)" = dose,response &&
      echo '{"findings":[{"level":"warning","message":"One dose only.","file":"mine.csv","line":2}]}'`
    const findings = [{ level: 'warning', message: 'One dose only.', file: 'mine.csv', line: 2 }]
    expect(await check(methodThat(script))).toEqual({ state: 'done', message: null, findings } as never)
  }, 60_000)

  test('are taken as they are where it checks nothing', async () => {
    expect(await check(methodThat())).toEqual({ state: 'done', message: null, findings: [] })
  }, 60_000)

  test('are refused in words by a check that fails, and by a method that is gone', async () => {
    const unreadable = await check(methodThat('echo no findings'))
    expect(unreadable).toMatchObject({ state: 'failed', findings: undefined })
    expect(unreadable.message).toContain('what it found as it should')
    expect((await check(undefined)).message).toBe(
      'The method "doses" cannot be used: its manifest is gone or broken.',
    )
  }, 60_000)
})
