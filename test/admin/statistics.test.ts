import { expect, test } from 'bun:test'
import { beginAnalysis, deleteAnalysisOf, setAnalysisState } from '#db/analyses.ts'
import { deleteUser } from '#db/users.ts'
import { localExecutor } from '#jobs/executors/local.ts'
import { findStatistics, writeStatistics } from '#src/admin/statistics.ts'
import { ask, makeWorld, openSite } from '../routes/world.ts'
import { freshDatabase, temporaryFolder } from '../support/database.ts'
import { analysisOf, member, noon, studyOf } from '../support/people.ts'
import { until } from '../support/until.ts'

const day = 86_400_000
const minute = 60_000

/** Runs of two people in November 2026 and two months before; ends them at these moments. */
async function makeRuns() {
  const db = freshDatabase()
  await db.write(async tx => {
    const ada = await member(tx, 'ada', { institution: 'KU', country: 'DK', createdAt: noon - 61 * day })
    const bob = await member(tx, 'bob', { institution: null, country: null, createdAt: noon - 800 * day })
    const ended = async (
      owner: typeof ada,
      name: string,
      at: number,
      waitedMs: number,
      state: 'done' | 'failed' | 'cancelled',
      facts = {},
    ) => {
      const study = await studyOf(tx, owner, name)
      const { id } = await analysisOf(tx, study, name, { createdAt: at - waitedMs })
      const job = { attempts: 1, createdAt: at - waitedMs } as never
      await beginAnalysis(tx, id, job, at)
      await beginAnalysis(tx, id, job, at + minute) // it made room for others: that is no wait
      await setAnalysisState(tx, id, state, { finishedAt: at + 2 * minute, ...facts })
      return { id, owner }
    }
    await ended(ada, 'One', noon, minute, 'done', { cpuMs: 1_800_000 })
    await ended(ada, 'Two', noon, 3 * minute, 'failed', { reason: 'no_fit', cpuMs: 1_800_000 })
    const gone = await ended(bob, 'Three', noon, 9 * minute, 'done')
    await ended(bob, 'Four', noon - 61 * day, 0, 'cancelled', { method: 'bioce' })
    await ended(bob, 'Old', noon - 800 * day, 0, 'done')
    await deleteAnalysisOf(tx, bob.id, gone.id)
    await deleteUser(tx, bob.id)
  })
  return db
}

test('statistics count the runs of two years by month, also of what was deleted since', async () => {
  const { months, countries, institutions, methods, failures } = await findStatistics(
    (await makeRuns()).read,
    noon,
  )
  expect(months.length).toBe(24)
  const month = new Date(noon).toISOString().slice(0, 7)
  expect(months.at(-1)).toMatchObject({ name: month, runs: 3, failed: 1, people: 2, cpuMs: 3_600_000 })
  expect(months.at(-1)?.waitedMs).toBe(3 * minute)
  expect(months.at(-3)).toMatchObject({ runs: 1, failed: 0, people: 1, newPeople: 1 })
  expect(months.reduce((sum, { runs }) => sum + runs, 0)).toBe(4) // the one of 800 days ago is too old
  expect(countries.map(({ name, runs }) => [name, runs])).toEqual(
    expect.arrayContaining([
      ['Denmark', 2],
      ['no known country', 2],
    ]),
  )
  expect(institutions.find(({ name }) => name === 'KU')).toMatchObject({ runs: 2, failed: 1, people: 1 })
  expect(methods).toMatchObject([{ name: 'bioce', runs: 4 }])
  expect(failures).toEqual([{ name: 'no_fit', runs: 1 }])
})

test('each table is there as CSV, for administrators after a fresh proof', async () => {
  const statistics = await findStatistics((await makeRuns()).read, noon)
  const csv = writeStatistics(statistics, 'months').split('\r\n')
  expect(csv[0]).toBe('month,analyses,failed,people,cpu_hours,new_people,median_wait_s')
  expect(csv.at(-2)).toEndWith(',3,1,2,1.000,0,180')
  expect(writeStatistics(statistics, 'failures')).toBe('reason,failed\r\nno_fit,1\r\n')
  const site = openSite()
  const { actors } = await makeWorld(site)
  const get = (path: string) => ask(site, path, { headers: { cookie: actors.administrator.cookie } })
  expect(await (await get('/admin/statistics')).text()).toContain('Failures by reason')
  expect(await (await get('/admin/statistics/countries/export.csv')).text()).toStartWith('country,')
  expect((await get('/admin/statistics/toString/export.csv')).status).toBe(404)
})

test('the processor time of a command and of what it starts is told with its ending', async () => {
  const limits = {
    msMax: 60_000,
    memoryBytesMax: 1e9,
    outputBytesMax: 1e6,
    processesMax: 20,
    logBytesMax: 1000,
  }
  const busy = 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done'
  const task = { command: ['sh', '-c', `sh -c '${busy}'; true`], folder: temporaryFolder(), limits }
  const execution = await localExecutor.start(task)
  const ending = await until(async () => (await execution.poll()).ending)
  expect(ending).toMatchObject({ kind: 'exit', code: 0 })
  expect(ending.cpuMs).toBeGreaterThan(50)
})
