/**
 * What taking an account of 1 GB along costs:  bun test/bench/exportAccount.ts
 *
 * A member of a real server has 20 studies of 500 models of 100 KB each. The archive is downloaded whole; told are the
 * time, and by how much the server's memory grew meanwhile. Linux only. Goal: a minute.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '#db/index.ts'
import { startSession } from '#src/accounts/sessions.ts'
import { readConfig } from '#src/config.ts'
import { openFiles } from '#src/files.ts'
import { member, studyOf } from '../support/people.ts'
import { startServer } from '../support/server.ts'

const data = mkdtempSync(join(tmpdir(), 'bioce-bench-'))
const config = readConfig({ BIOCE_DATA: data })
const db = await openDatabase(config.databaseUrl)
const files = openFiles(config.userData, config.failedAnalyses)
const atom = 'ATOM      1  N   LYS A   1       3.287  10.092  10.329  1.00  0.00           N\n'
const model = atom.repeat(1300)
const client = { address: null, agent: null }
const secret = await db.write(async tx => {
  const ada = await member(tx, 'ada')
  for (let number = 0; number < 20; number++) {
    const folder = join(files.study(ada.id, (await studyOf(tx, ada, `Study ${number}`)).id), 'library')
    mkdirSync(folder, { recursive: true })
    for (let index = 0; index < 500; index++) writeFileSync(join(folder, `m${index}.pdb`), model)
  }
  return await startSession(tx, ada.id, client, false, Date.now())
})
db.close()

const server = await startServer({ data })
const memory = (what: string) =>
  Number(
    readFileSync(`/proc/${server.process.pid}/status`, 'utf8').match(new RegExp(`${what}:\\s+(\\d+)`))![1],
  ) / 1024
const before = memory('VmRSS')
const startedAt = performance.now()
const response = await fetch(`${server.origin}/account/export.zip`, { headers: { cookie: `sid=${secret}` } })
let bytes = 0
for await (const chunk of response.body!) bytes += chunk.length
const seconds = (performance.now() - startedAt) / 1000
console.log(
  `${(bytes / 1e9).toFixed(2)} GB in ${seconds.toFixed(1)} s; the server grew from ${before.toFixed(0)} to at most ${memory('VmHWM').toFixed(0)} MB`,
)
await server.stop()
rmSync(data, { recursive: true, force: true })
