import { afterAll, afterEach, beforeEach, expect, test } from 'bun:test'
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setAnalysisState } from '#db/analyses.ts'
import { findJobByKey } from '#db/jobs.ts'
import { claim, letGo, setExecution } from '#db/queue.ts'
import type { Analysis } from '#db/schema.ts'
import { cancelAnalysis } from '#src/analyses/cancel.ts'
import { builtInMethod } from '#src/method/builtIn.ts'
import { temporaryFolder } from '../support/database.ts'
import { openProcessCluster } from '../support/processCluster.ts'
import { program } from '../support/program.ts'
import { digestsOfResult } from '../support/resultDigests.ts'
import { layOutStudy, parametersOfStudy } from '../support/study.ts'
import { until } from '../support/until.ts'
import { openWork } from '../support/work.ts'

/** Profiles of large libraries on a cluster, by arrays of jobs; test/faults/slurm.test.ts has a true one. */
const cluster = openProcessCluster(temporaryFolder())
const work = await openWork({
  cluster: cluster.executor,
  splitMinutes: 1e-9,
  limits: { outputBytesMax: 1e9, msMax: 240_000 },
})
const results = [{ file: 'result.json' }]
let worker: Awaited<ReturnType<typeof work.start>> | undefined
afterAll(() => work.db.close())
beforeEach(() => {
  for (const name of ['full', 'refuseArrays'] as const) cluster.set(name, false)
})
afterEach(() => worker?.stop(0))

const messageOf = async (analysis: Analysis) => (await work.row(analysis))?.progress?.message
const argumentsOf = (id: string) => cluster.read(id, 'arguments').split('\n')
const expectTidy = () => until(() => cluster.folders().length + cluster.alive().length === 0)

/** Stands for the calculation where it does not matter. */
const scripted = ['sh', '-c', 'echo {} >output/result.json']

/** An analysis of a library of three models, whose jobs wait on the cluster: three parts, and what comes after. */
async function submitHeld(command = scripted): Promise<{ analysis: Analysis; ids: string[] }> {
  cluster.set('full', true)
  work.methods.set(builtInMethod, { command, results })
  const before = cluster.ids().length
  const analysis = await work.submit(builtInMethod, parametersOfStudy)
  await layOutStudy(work.home(analysis), 3)
  worker = await work.start()
  const ids = await until(() => {
    const found = cluster.ids().slice(before)
    return found.length === 4 && found
  })
  return { analysis, ids }
}

test('an array of jobs calculates them first; what one that dies leaves out is made up for, to the same bytes', async () => {
  const { analysis, ids } = await submitHeld([...program, 'run', '.', '--threads', '1'])
  const [first, second, , whole] = ids as [string, string, string, string]
  expect(argumentsOf(first)).toContain('--array=1-3')
  expect(argumentsOf(whole)).toContain(`--dependency=afterany:${first}`)
  await until(async () => (await messageOf(analysis)) === "In the cluster's queue")
  cluster.refuseToLaunch(second)
  await until(async () => (await messageOf(analysis)) === 'Calculating profiles: 1 of 3 parts done')
  cluster.set('full', false)
  expect(await work.ended(analysis, 200_000)).toMatchObject({ state: 'done', attempt: 1 })
  expect(ids.map(id => cluster.read(id, 'state'))).toEqual([
    'COMPLETED',
    'CANCELLED',
    'COMPLETED',
    'COMPLETED',
  ])
  await expectTidy()

  const here = temporaryFolder()
  for (const name of ['params.json', 'input'])
    cpSync(join(work.home(analysis), name), join(here, name), { recursive: true, dereference: true })
  const child = Bun.spawn([...program, 'run', here, '--threads', '1'], { stdout: 'ignore', stderr: 'ignore' })
  expect(await child.exited).toBe(0)
  expect(await digestsOfResult(work.home(analysis))).toEqual(await digestsOfResult(here))
}, 240_000)

test('parts end with the analysis that is cancelled', async () => {
  const { analysis, ids } = await submitHeld()
  await until(async () => (await messageOf(analysis)) === "In the cluster's queue")
  await cancelAnalysis(work.db, work.ada.id, analysis.id, Date.now())
  await expectTidy()
  expect(ids.map(id => cluster.read(id, 'state'))).toEqual(Array(4).fill('CANCELLED'))
})

test('a cluster that takes no arrays of jobs calculates all in one', async () => {
  cluster.set('refuseArrays', true)
  work.methods.set(builtInMethod, { command: scripted, results })
  const before = cluster.ids().length
  const analysis = await work.submit(builtInMethod, parametersOfStudy)
  await layOutStudy(work.home(analysis), 3)
  worker = await work.start()
  expect(await work.ended(analysis)).toMatchObject({ state: 'done', attempt: 1 })
  expect(cluster.ids().length - before).toBe(1)
  await expectTidy()
})

test('parts that a server submitted and died before the rest are ended, and all is submitted anew', async () => {
  const analysis = await work.submit('quick')
  const { lease } = await work.db.write(async tx => {
    const job = (await claim(tx, { kinds: ['analysis'], worker: 'dead' }, Date.now()))!
    await setExecution(tx, job, { executor: 'slurm', lease: job.lease })
    await setAnalysisState(tx, analysis.id, 'running', { attempt: 1 })
    await letGo(tx, job)
    return job
  })
  const name = `--job-name=bioce-test-analysis${analysis.id}-attempt${lease}-parts`
  const stdin = new Blob(['#!/bin/sh\nexec sleep 60\n'])
  await Bun.spawn(['sbatch', name, '--array=1-2'], { env: process.env, stdin, stdout: 'ignore' }).exited
  const parts = cluster.ids().slice(-2)
  worker = await work.start()
  expect(await work.ended(analysis)).toMatchObject({ state: 'done', attempt: 1 })
  expect(parts.map(id => cluster.read(id, 'state'))).toEqual(['CANCELLED', 'CANCELLED'])
  expect((await findJobByKey(work.db.read, `analysis:${analysis.id}`))?.execution).toBeNull()
  expect(readFileSync(join(work.home(analysis), 'output/result.txt'), 'utf8')).toBe('done\n')
  await expectTidy()
})
