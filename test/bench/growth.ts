/**
 * What a large site costs:  bun test/bench/growth.ts [ADDRESS]
 *
 * Makes a database of 1,000 people, 20,000 studies, 100,000 analyses, 2,000 of them waiting, 200,000 jobs, 100,000 mails and 100,000
 * entries of the audit in a file, and copies it to ADDRESS (an empty database on a server) where one is given. Then it asks for
 * pages, exports, sweeps and claims, and prints for each: the CPU time of this process in all and of its longest turn, during
 * which nobody else is answered, and how long the longest transaction kept all others from writing (the fastest of three
 * runs, as other processes may be at work). Goal: no turn and no transaction over 100 ms.
 */

import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { appendAudit, findBrokenAudit } from '#db/audit.ts'
import { copyDatabase } from '#db/copy.ts'
import { type Database, openDatabase, type Tx } from '#db/index.ts'
import { claim, release } from '#db/queue.ts'
import { grantRole } from '#db/roles.ts'
import { analyses, jobs, mails, studies, users } from '#db/schema.ts'
import { setSetting } from '#db/settings.ts'
import { openSqlite } from '#db/sqlite/open.ts'
import { createSweepRunner } from '#jobs/sweep.ts'
import { startSession } from '#src/accounts/sessions.ts'
import { createApp } from '#src/app.tsx'
import { readConfig } from '#src/config.ts'
import { openFiles } from '#src/files.ts'
import { defaultFields, parseParameters } from '#src/method/parameters.ts'
import { applyRetention } from '#src/studies/retention.ts'
import { paths } from '#views/paths.ts'
import { member } from '../support/people.ts'

const [people, studiesEach, analysesEach] = [1000, 20, 5]
const day = 86_400_000
const now = Date.now()
const folder = mkdtempSync(join(tmpdir(), 'bioce-bench-'))
const file = join(folder, 'bioce.sqlite')
const url = process.argv[2] ?? file
const metricsToken = randomBytes(32).toString('hex')
let longestHeld = 0

async function seed(): Promise<void> {
  const db = openSqlite(file)
  await db.write(async tx => {
    await grantRole(tx, (await member(tx, 'admin', { createdAt: now })).id, 'superuser')
    await setSetting(tx, 'retentionDays', 365, now)
    for (let person = 0; person < people; person++) await seedPerson(tx, person)
    for (let entry = 0; entry < 100_000; entry++)
      await appendAudit(tx, {
        at: now - (100_000 - entry) * 60_000,
        actorId: 2 + (entry % people),
        action: 'sign_in',
      })
  })
  if (url !== file) {
    const to = await openDatabase(url)
    await copyDatabase(db, to).finally(() => to.close())
  }
  await db.close()
}

/** Five analyses of each of 20 studies, within the last year; of every fiftieth person all of one study wait, two of each of the others failed. */
async function seedPerson(tx: Tx, person: number): Promise<void> {
  const parameters = { ...parseParameters({ ...defaultFields, seed: '1' }) }
  const { id: userId } = await member(tx, `person${person}`)
  const own = studiesEach * analysesEach
  const at = (index: number) => now - ((index * 7919 + person * 104_729) % 360) * day - index * 1000
  const inputs = [
    { input: 'curve', label: 'measured curve', name: 'curve.dat', path: 'curve.dat', bytes: 40_000 },
  ]
  const theirs = Array.from({ length: studiesEach }, (_, study) => ({
    id: person * studiesEach + study + 1,
    userId,
    name: `Study ${study}`,
    inputs,
    details: { points: 400, models: 50, skipVariational: false },
    bytes: 40_000,
    facts: { files: [{ name: 'curve.dat', bytes: 40_000, meaning: 'measured curve' }], warnings: [] },
    createdAt: at(study),
  }))
  const runs = Array.from({ length: own }, (_, run) => {
    const state = run < 2 ? 'waiting' : run % 10 === 9 ? 'failed' : 'done'
    return {
      id: person * own + run + 1,
      studyId: theirs[run % studiesEach]!.id,
      userId,
      name: `Analysis ${run}`,
      state: state as 'waiting' | 'failed' | 'done',
      parameters: parameters as never,
      summary: { chi2: 1.1, converged: true },
      timings: state === 'done' ? { sampling: { units: 100, seconds: 20 } } : null,
      outputBytes: 11_000_000,
      createdAt: at(run),
      finishedAt: state === 'waiting' ? null : at(run) + 60_000,
      reason: state === 'failed' ? 'crashed' : null,
    }
  })
  const work = runs.map(({ id, state, createdAt, finishedAt }) => ({
    kind: 'analysis',
    payload: { analysisId: id },
    state,
    userId,
    uniqueKey: `analysis:${id}`,
    runAt: createdAt,
    createdAt,
    finishedAt,
    lease: state === 'waiting' ? 0 : id,
  }))
  const letters = runs.map(({ id, createdAt }) => ({
    kind: 'analysis_done',
    userId,
    email: `person${person}@uni.example`,
    facts: { analysisId: id },
    state: 'sent' as const,
    messageId: `message${id}`,
    createdAt,
    sentAt: createdAt,
  }))
  await tx.insert(studies).values(theirs)
  await tx.insert(analyses).values(runs)
  await tx.insert(jobs).values(work)
  await tx.insert(mails).values(letters)
  await tx.insert(jobs).values(
    runs.map(({ id, createdAt }) => ({
      kind: 'mail',
      payload: { mailId: id },
      state: 'done' as const,
      runAt: createdAt,
      createdAt,
      finishedAt: createdAt,
      lease: people * own + id,
    })),
  )
  await tx
    .update(users)
    .set({ signInAt: at(person), studiesEver: studiesEach, analysesEver: own })
    .where(eq(users.id, userId))
}

async function measureAll(db: Database): Promise<void> {
  const key = () => ({ current: randomBytes(32), before: null })
  const config = readConfig({
    BIOCE_DATA: folder,
    BIOCE_DATABASE_URL: url,
    BIOCE_METRICS_TOKEN: metricsToken,
  })
  const files = openFiles(config.userData, config.failedAnalyses)
  const keys = { csrf: key(), proofs: key(), factors: key() }
  const runCheck = () => Promise.reject(new Error('nothing is uploaded here'))
  const app = createApp({ db, config, files, keys, now: Date.now, runCheck } as never)
  const [asAdmin, asPerson] = await db.write(async tx => {
    const client = { address: null, agent: null }
    return [await startSession(tx, 1, client, false, now), await startSession(tx, 500, client, false, now)]
  })
  const ask = (path: string, secret: string) => async () => {
    const headers = {
      cookie: `sid=${secret}`,
      host: new URL(config.origin).host,
      authorization: `Bearer ${metricsToken}`,
    }
    const response = await app.handle(new Request(config.origin + path, { headers }))
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}`)
    for await (const _ of response.body!);
  }
  const list = (table: string, more = '') => paths.adminTable(table) + more
  const pages: [string, string, string][] = [
    ['studies of a person', paths.studies(), asPerson],
    ['one study', paths.study(499 * studiesEach - 5), asPerson],
    ['overview of the administration', paths.admin(), asAdmin],
    ['metrics', paths.metrics(), asAdmin],
    ['outbox', paths.outbox(), asAdmin],
    ...['users', 'studies', 'analyses', 'jobs', 'mails', 'audit'].flatMap(
      (table): [string, string, string][] => [
        [`list of ${table}`, list(table), asAdmin],
        [`list of ${table}, searched, nothing found`, list(table, '?search=zzzz'), asAdmin],
      ],
    ),
    ['list of analyses, page 1,000', list('analyses', '?page=1000'), asAdmin],
    ['list of analyses by name', list('analyses', '?sort=name'), asAdmin],
    ['list of users by last sign-in', list('users', '?sort=signInAt'), asAdmin],
    ['export of users', paths.adminTableCsv('users'), asAdmin],
    ['export of analyses', paths.adminTableCsv('analyses'), asAdmin],
    ['export of the audit', paths.auditExport(), asAdmin],
  ]
  for (const [name, path, secret] of pages) await measure(name, ask(path, secret))
  await measure('check of the audit', () => findBrokenAudit(db.read))
  await measure('claim, and its release', () => claimAndRelease(db))
  await measure('retention', () => applyRetention({ db, files }, now), 1)
  await measure('retention, the next hour', () => applyRetention({ db, files }, now))
  const sweep = createSweepRunner({ files })
  await measure('sweep', () => sweep.run({ db, now: Date.now } as never), 1)
  const copy = openSqlite(join(folder, 'copy.sqlite'))
  await measure('copy of all rows, as for a backup', () => copyDatabase(db, copy), 1)
  await copy.close()
}

async function claimAndRelease(db: Database): Promise<void> {
  const job = await db.write(tx => claim(tx, { kinds: ['analysis'], worker: 'bench', perUserMax: 2 }, now))
  await db.write(tx => release(tx, job!, now))
}

async function measure(name: string, work: () => Promise<unknown>, runs = 3): Promise<void> {
  let best = { all: Infinity, turn: Infinity, held: Infinity }
  for (let run = 0; run < runs; run++) {
    longestHeld = 0
    const found = await watchTurns(work)
    best = {
      all: Math.min(best.all, found.all),
      turn: Math.min(best.turn, found.turn),
      held: Math.min(best.held, longestHeld),
    }
  }
  const held = best.held > 0 ? `, held the lock for ${best.held.toFixed(0)} ms` : ''
  const late = Math.max(best.turn, best.held) > 100 ? '  <-- over 100 ms' : ''
  console.log(
    `${name}: ${best.all.toFixed(0)} ms of CPU, longest turn ${best.turn.toFixed(0)} ms${held}${late}`,
  )
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** The CPU time of some work and of its longest turn. */
async function watchTurns(work: () => Promise<unknown>): Promise<{ all: number; turn: number }> {
  let [isOver, turn] = [false, 0]
  const start = cpuMs()
  const watching = (async () => {
    for (let last = start; ; ) {
      const at = cpuMs()
      turn = Math.max(turn, at - last)
      last = at
      if (isOver) return
      await Bun.sleep(1)
    }
  })()
  await work()
  isOver = true
  await watching
  return { all: cpuMs() - start, turn }
}

/** Notes how long transactions keep others from writing: in a file the CPU time, as all else is this process's waiting for its turn. */
function watchWrites(db: Database): Database {
  const clock = url === file ? cpuMs : () => performance.now()
  return {
    ...db,
    write: work =>
      db.write(async tx => {
        const start = clock()
        try {
          return await work(tx)
        } finally {
          longestHeld = Math.max(longestHeld, clock() - start)
        }
      }),
  }
}

await seed()
const db = watchWrites(await openDatabase(url))
try {
  await measureAll(db)
} finally {
  await db.close()
  rmSync(folder, { recursive: true })
}
