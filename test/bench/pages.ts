/**
 * What a page costs the web server:  bun test/bench/pages.ts [PROGRAM ...]
 *
 * Starts `bioce web` (from the checkout, or PROGRAM, such as dist/bioce) with a member who has one study and one analysis, five
 * models of the example, and asks for each page again and again over one connection, as it is and compressed. Prints
 * the CPU time that the server's process took for each, all of its threads counted, and its bytes. Linux only.
 * Goals, uncompressed: the first page < 0.3 ms, studies < 1 ms, the result < 3 ms and < 100 KB.
 */
import { utimesSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { openDatabase } from '#db/index.ts'
import { startSession } from '#src/accounts/sessions.ts'
import { exampleParameters } from '#src/studies/example.ts'
import { analyseFiveModels } from '../support/fiveModels.ts'
import { analysisOf, member, studyOf } from '../support/people.ts'
import { cpuSecondsOf } from '../support/processes.ts'
import { startServer } from '../support/server.ts'

const source = [process.execPath, resolve(import.meta.dir, '../../src/main.ts')]
const program = process.argv.length > 2 ? process.argv.slice(2) : source
const incoming = await mkdtemp(join(tmpdir(), 'bioce-bench-'))
const server = await startServer({ command: [...program, 'web'] })
try {
  const { cookie, id, folder } = await finishAnalysis()
  /** Another file, for all that the server knows. */
  const renew = (time: number) => utimesSync(join(folder, 'output/result.json'), time, time)
  const pages = [
    ['first page, signed out', '/', '', 2000, undefined],
    ['first page, signed in', '/', cookie, 2000, undefined],
    ['my studies', '/studies', cookie, 1000, undefined],
    [`result of 5 models, opened for the first time`, `/analyses/${id}`, cookie, 400, renew],
    ['the same, opened again', `/analyses/${id}`, cookie, 400, undefined],
  ] as const
  for (const [name, path, cookie, times, before] of pages) {
    const plain = await costOf(path, { cookie, 'accept-encoding': 'identity' }, times, before)
    const gzip = await costOf(path, { cookie, 'accept-encoding': 'gzip' }, times, before)
    console.log(`${name}: ${plain}; compressed ${gzip}`)
  }
} finally {
  await server.stop()
  await rm(incoming, { recursive: true })
}

async function costOf(
  path: string,
  headers: Record<string, string>,
  times: number,
  before: (count: number) => void = () => {},
): Promise<string> {
  let [bytes, asked] = [0, 0]
  const ask = async (count: number) => {
    for (let i = 0; i < count; i++) {
      before(++asked)
      const response = await fetch(server.origin + path, { headers, decompress: false, redirect: 'error' })
      if (!response.ok) throw new Error(`${path} answered ${response.status}`)
      bytes = (await response.arrayBuffer()).byteLength
    }
  }
  await ask(times / 4)
  const usedBefore = cpuSecondsOf(server.process.pid)
  await ask(times)
  const ms = ((cpuSecondsOf(server.process.pid) - usedBefore) * 1000) / times
  return `${ms.toFixed(2)} ms of CPU, ${Math.round(bytes / 1000)} KB`
}

/** Someone who is signed in and has analysed these models; the cookie of theirs. */
async function finishAnalysis(): Promise<{ cookie: string; id: number; folder: string }> {
  const folder = await analyseFiveModels(incoming)
  const db = await openDatabase(join(server.data, 'db/bioce.sqlite'))
  const now = Date.now()
  const made = await db.write(async tx => {
    const user = await member(tx, 'ada')
    const study = await studyOf(tx, user, 'Example', { facts: { files: [], warnings: [] } })
    const finished = { state: 'done', finishedAt: now, parameters: { ...exampleParameters() } } as const
    const analysis = await analysisOf(tx, study, 'First look', finished)
    const session = await startSession(tx, user.id, { address: null, agent: null }, false, now)
    return { user, study, analysis, session }
  })
  db.close()
  const { user, study, analysis, session } = made
  const to = join(server.data, `userData/user${user.id}/study${study.id}/analysis${analysis.id}`)
  await mkdir(dirname(to), { recursive: true })
  await cp(folder, to, { recursive: true, filter: path => !/\/(input|cache)$/.test(path) })
  return { cookie: `sid=${session}`, id: analysis.id, folder: to }
}
