/**
 * What the page of one's studies costs:  bun test/bench/profilePage.ts
 *
 * Reads and draws it again and again, as it is and compressed, for a person with 3 studies and 3 analyses, and for one with 20 and 500; counts
 * the queries and the CPU time of this process for each page. Goals for the first: 3 queries, under 1 ms.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '#db/index.ts'
import { readConfig } from '#src/config.ts'
import { defaultFields, parseParameters } from '#src/method/parameters.ts'
import { gzip } from '#src/plugins/compression.ts'
import { readStudiesPage } from '#src/studies/studiesPage.ts'
import { StudiesPage } from '#views/studies/list.tsx'
import { countQueries } from '../support/countQueries.ts'
import { analysisOf, member, noon, studyOf } from '../support/people.ts'
import { frameAt } from '../support/storyData.ts'

const folder = mkdtempSync(join(tmpdir(), 'bioce-bench-'))
const db = await openDatabase(join(folder, 'bioce.sqlite'))
const config = readConfig({ BIOCE_DATA: folder })
const counted = countQueries(db.read)

for (const [studies, analyses, pages] of [
  [3, 3, 2000],
  [20, 500, 500],
] as const) {
  const user = await db.write(async tx => {
    const user = await member(tx, `person${studies}`)
    const facts = { files: [{ name: 'curve.dat', bytes: 40_000, meaning: 'measured curve' }], warnings: [] }
    const theirs = []
    for (let i = 0; i < studies; i++) theirs.push(await studyOf(tx, user, `Study ${i}`, { facts }))
    const parameters = { ...parseParameters({ ...defaultFields, seed: '1' }) }
    for (let i = 0; i < analyses; i++)
      await analysisOf(tx, theirs[i % studies]!, `Analysis ${i}`, { state: 'done', parameters })
    return user
  })
  const draw = async (reader = db.read) =>
    String(
      await StudiesPage({
        frame: frameAt('/studies'),
        filter: {},
        ...(await readStudiesPage(reader, user, config, {}, noon)),
      }),
    )
  const costOf = async (work: () => Promise<unknown>) => {
    for (let i = 0; i < pages / 4; i++) await work()
    const before = process.cpuUsage()
    for (let i = 0; i < pages; i++) await work()
    const { user: own, system } = process.cpuUsage(before)
    return ((own + system) / 1000 / pages).toFixed(2)
  }
  const queriesBefore = counted.count()
  const page = await draw(counted.db)
  const kilobytes = (text: { length: number }) => `${Math.round(text.length / 1000)} KB`
  console.log(
    `${studies} studies, ${analyses} analyses: ${counted.count() - queriesBefore} queries, ` +
      `${await costOf(() => draw())} ms of CPU, ${kilobytes(page)}; ` +
      `compressed ${await costOf(async () => gzip(await draw()))} ms, ${kilobytes(gzip(page))}`,
  )
}
db.close()
rmSync(folder, { recursive: true })
