import { afterAll, describe, expect, test } from 'bun:test'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findAnalysis } from '#db/analyses.ts'
import { findJobByKey } from '#db/jobs.ts'
import { retryJob } from '#src/admin/retryJob.ts'
import { readManifest } from '#src/analyses/manifest/readManifest.ts'
import { until } from '../support/until.ts'
import { openWork } from '../support/work.ts'

const manifest = readManifest(join(import.meta.dir, '../fixtures/methods/mean.json'))
const told = { numbers: [{ name: 'mean', label: 'Mean' }], mail: 'The mean is {mean}.' }
const work = await openWork({ methods: [[manifest.name, { ...manifest, ...told }]] })
const worker = await work.start()
afterAll(async () => {
  await worker.stop(0)
  work.db.close()
})

describe('an analysis', () => {
  test('ends with its results published, its row done and a mail in the outbox', async () => {
    const analysis = await work.submit('quick')
    const row = await work.ended(analysis)
    expect(row).toMatchObject({ state: 'done', attempt: 1, progress: null, reason: null })
    expect(readdirSync(work.home(analysis)).sort()).toEqual(['input', 'output', 'params.json'])
    expect(readdirSync(join(work.home(analysis), 'output')).sort()).toEqual(['log.txt', 'result.txt'])
    const mail = await until(() =>
      work.mails.find(mail => mail.text.includes(`"analysisId":${analysis.id},`)),
    )
    expect(mail).toMatchObject({ to: 'ada@uni.example', subject: 'analysis_done' })
  })

  test('shows where it stands while it runs', async () => {
    const analysis = await work.submit('held')
    const seen = await until(async () => {
      const row = await findAnalysis(work.db.read, analysis.id)
      return row?.progress?.stage ? row : undefined
    })
    expect(seen).toMatchObject({ state: 'running', progress: { stage: 'sampling', done: 3, total: 10 } })
    work.release(analysis)
    expect((await work.ended(analysis)).state).toBe('done')
  })

  test('of a lab with stages counts each of them as a part of the whole', async () => {
    const stages = ['reading', 'sampling', 'writing', 'drawing'].map(name => ({ name }))
    work.methods.set('staged', { ...work.methods.get('held')!, stages })
    const analysis = await work.submit('staged')
    const share = await until(async () => (await findAnalysis(work.db.read, analysis.id))?.progress?.share)
    expect(share).toBeCloseTo(1.3 / 4)
    work.release(analysis)
    expect((await work.ended(analysis)).state).toBe('done')
  })

  test('of a lab, in another language, runs by its manifest alone', async () => {
    const analysis = await work.submit('mean-curve', { skip: 1, scale: 1 })
    expect(await work.ended(analysis)).toMatchObject({ state: 'done', summary: { mean: 40 } })
    const output = join(work.home(analysis), 'output')
    expect(readFileSync(join(output, 'mean.txt'), 'utf8')).toBe('40\n')
    expect(readFileSync(join(output, 'log.txt'), 'utf8')).toContain('used 2 points')
    const mail = await until(() =>
      work.mails.find(mail => mail.text.includes(`"analysisId":${analysis.id},`)),
    )
    expect(JSON.parse(mail.text).told).toEqual({
      text: 'The mean is {mean}.',
      numbers: [{ name: 'mean', label: 'Mean', value: 40 }],
    })
    const bad = await work.submit('mean-curve', { skip: 9 })
    expect(await work.ended(bad)).toMatchObject({
      reason: 'bad_options',
      message: 'Of 3 points, 9 are skipped.',
    })
  })

  test('that refuses keeps its row, its reason, and its files in failedAnalyses', async () => {
    const analysis = await work.submit('refuses', { seed: 7 })
    const row = await work.ended(analysis)
    expect(row).toMatchObject({ state: 'failed', reason: 'no_fit', message: 'Nothing fits.', attempt: 1 })
    const kept = work.files.failed(analysis.id)
    expect(readdirSync(kept).sort()).toEqual(['input', 'log.txt', 'output', 'params.json', 'report.json'])
    expect(await Bun.file(join(kept, 'report.json')).json()).toMatchObject({ reason: 'no_fit', attempt: 1 })
    expect(existsSync(work.home(analysis))).toBe(true)
    await until(() => work.mails.find(mail => mail.subject === 'analysis_failed'))
  })

  test.each([
    ['breaks', 'The calculation stopped with exit code 3.'],
    ['forgets', 'The calculation ended without writing result.txt.'],
  ])('that %s is failed at once with what it said', async (script, message) => {
    const analysis = await work.submit(script)
    expect(await work.ended(analysis)).toMatchObject({ state: 'failed', reason: 'bug', message, attempt: 1 })
  })

  test('that kills its process is tried three times and then given up (F01)', async () => {
    const analysis = await work.submit('poison')
    const row = await work.ended(analysis)
    expect(row).toMatchObject({ state: 'failed', reason: 'worker_died', attempt: 3 })
    expect(await findJobByKey(work.db.read, `analysis:${analysis.id}`)).toMatchObject({
      state: 'failed',
      attempts: 3,
      error: 'worker died',
    })
  })

  test('killed again and again by chance goes on, as long as its checkpoint advances between', async () => {
    const script = `n=$(cat checkpoint/n 2>/dev/null || echo 0); n=$((n + 1)); echo $n >checkpoint/n
      if [ $n -lt 4 ]; then kill -9 $$; fi; echo done >output/result.txt`
    work.methods.set('unlucky', { command: ['sh', '-c', script], results: [{ file: 'result.txt' }] })
    expect(await work.ended(await work.submit('unlucky'), 40_000)).toMatchObject({
      state: 'done',
      attempt: 4,
    })
  })

  test('that failed is tried again when an administrator says so, as if it were new', async () => {
    const analysis = await work.submit('breaks')
    await work.ended(analysis)
    const { id } = (await findJobByKey(work.db.read, `analysis:${analysis.id}`))!
    work.methods.set('breaks', work.methods.get('quick')!)
    await work.db.write(tx => retryJob(tx, id, Date.now()))
    expect(await work.ended(analysis)).toMatchObject({ state: 'done', attempt: 1, reason: null })
    expect(existsSync(work.files.failed(analysis.id))).toBe(false)
    await expect(work.db.write(tx => retryJob(tx, id, Date.now()))).rejects.toThrow('Only a job that failed')
  })

  test('killed in mid-run is run again and ends once (F01)', async () => {
    const analysis = await work.submit('long')
    const pid = await work.startedPid(analysis)
    work.methods.set('long', work.methods.get('quick')!)
    process.kill(pid, 'SIGKILL')
    expect(await work.ended(analysis)).toMatchObject({ state: 'done', attempt: 2 })
  })
})
