/**
 * What the page of one's studies costs:  bun test/bench/profilePage.ts
 *
 * Reads, draws and compresses it again and again for a person with 3 studies and 3 analyses, and for one with 20 and 500; counts
 * the queries and the CPU time of this process for each page. Goals for the first: 3 queries, under 1 ms.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '#db/index.ts'
import { defaultFields, parseParameters } from '#src/analyses/parameters.ts'
import { readConfig } from '#src/config.ts'
import { gzip } from '#src/plugins/compression.ts'
import { readProfile } from '#src/studies/profile.ts'
import { StudiesPage } from '#views/studies/list.tsx'
import { countQueries } from '../support/countQueries.ts'
import { analysisOf, member, noon, studyOf } from '../support/people.ts'
import { frameAt } from '../support/storyData.ts'

const folder = mkdtempSync(join(tmpdir(), 'bioce-bench-'))
const db = openDatabase(join(folder, 'bioce.sqlite'))
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
  const draw = async () =>
    String(
      await StudiesPage({
        frame: frameAt('/studies'),
        wish: {},
        ...(await readProfile(counted.db, user, config, {}, noon)),
      }),
    )
  for (let i = 0; i < pages / 4; i++) await draw()
  const queriesBefore = counted.count()
  const before = process.cpuUsage()
  let [length, sent] = [0, 0]
  for (let i = 0; i < pages; i++) {
    const page = await draw()
    length = page.length
    sent = gzip(page).length
  }
  const { user: own, system } = process.cpuUsage(before)
  const ms = (own + system) / 1000 / pages
  console.log(
    `${studies} studies, ${analyses} analyses: ${(counted.count() - queriesBefore) / pages} queries, ${ms.toFixed(2)} ms of CPU, ` +
      `${Math.round(length / 1000)} KB, ${Math.round(sent / 1000)} KB compressed`,
  )
}
db.close()
rmSync(folder, { recursive: true })
