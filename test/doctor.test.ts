import { Database as Sqlite } from 'bun:sqlite'
import { describe, expect, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '#db/index.ts'
import { migrations } from '#db/migrations/index.ts'
import { migrate } from '#db/sqlite/migrate.ts'
import { examine } from '#src/admin/doctor/examine.ts'
import type { DoctorFacts } from '#src/admin/doctor/facts.ts'
import { openBallast } from '#src/ballast.ts'
import { describeProtection } from '#src/protection.ts'
import { temporaryFolder } from './support/database.ts'
import { analysisOf, member, studyOf } from './support/people.ts'
import { program } from './support/program.ts'

const well: DoctorFacts = {
  version: '1',
  bun: { has: '1', wants: '1' },
  database: { damage: [], drift: [], brokenAuditRow: undefined, mode: 0o100600 },
  folders: [{ path: '/data/userData', fault: '' }],
  studies: [{ id: 1, userId: 7 }],
  analyses: [
    { id: 1, studyId: 1, userId: 7, state: 'done' },
    { id: 2, studyId: 1, userId: 7, state: 'waiting' },
    { id: 3, studyId: 1, userId: 7, state: 'running' },
  ],
  activeJobs: [2, 3],
  onDisk: {
    studies: [{ userId: 7, studyId: 1 }],
    analyses: [
      { userId: 7, studyId: 1, analysisId: 1, hasOutput: true, leftovers: [] },
      { userId: 7, studyId: 1, analysisId: 2, hasOutput: false, leftovers: [] },
      { userId: 7, studyId: 1, analysisId: 3, hasOutput: false, leftovers: ['attempt9'] },
    ],
    failed: [],
    oldIncoming: 0,
  },
  disk: { freeBytes: 50e9, totalBytes: 100e9, hasBallast: true },
  backups: { newestMs: 3_600_000, nightly: true },
  workers: [{ name: 'w', silentMs: 1000, version: '1' }],
  queue: { waiting: 1, paused: false },
  isRemote: false,
  methodFaults: [],
  asRoot: false,
  address: { advice: [], untrustedProxy: '' },
  mail: { configured: true, failed: 0, oldestWaitingMs: 0 },
}

describe('the doctor', () => {
  test('finds nothing when all is well', () => {
    expect(examine(well)).toEqual([])
  })

  test.each<[string, Partial<DoctorFacts>, string]>([
    [
      'an address',
      { address: { advice: ['Set BIOCE_ORIGIN.'], untrustedProxy: '' } },
      'address: Set BIOCE_ORIGIN.',
    ],
    [
      'a proxy that is not trusted',
      { address: { advice: [], untrustedProxy: '10.0.0.2' } },
      'address: Requests come from 10.0.0.2 that name another client in X-Forwarded-For, which is not believed: audit and limits see 10.0.0.2 in its place. If that is your proxy, set BIOCE_TRUSTED_PROXIES=10.0.0.2.',
    ],
    [
      'a server that runs as root',
      { asRoot: true },
      'user: The server runs as root. Give it a user of its own: whatever goes wrong in it then stays in its folders.',
    ],
    [
      'what confines methods',
      { protection: describeProtection({ sandbox: true }) },
      "methods: Methods run in a sandbox, as the server's own user.",
    ],
    [
      'a database on a disk of another machine',
      { isRemote: true },
      'database: It is on a network file system, which may damage it. Move it to a disk of this machine: BIOCE_DATABASE_URL.',
    ],
    [
      'a cluster that cannot run analyses',
      { cluster: { faults: ['The partition main is DOWN.'], notes: [] } },
      'cluster: The partition main is DOWN.',
    ],
    [
      'damage',
      { database: { ...well.database, damage: ['page 3'] } },
      'database: It is damaged: page 3. Restore a backup.',
    ],
    [
      'drift',
      { database: { ...well.database, drift: ['The index a of b is missing.'] } },
      'database: The index a of b is missing.',
    ],
    [
      'a readable database',
      { database: { ...well.database, mode: 0o100644 } },
      'database: Other people on this machine can read it.',
    ],
    [
      'a missing folder',
      { folders: [{ path: '/data/logs', fault: 'missing' }] },
      'folders: /data/logs is missing.',
    ],
    [
      'a study without files',
      { studies: [...well.studies, { id: 5, userId: 7 }] },
      'files: 1 study has no files: 5. Restore them, or delete what they belong to.',
    ],
    [
      'many studies without files, as one',
      { studies: [...well.studies, ...[9, 5, 6, 7].map(id => ({ id, userId: 7 }))] },
      'files: 4 studies have no files: 5-7, 9. Restore them, or delete what they belong to.',
    ],
    [
      'an analysis without a job',
      { activeJobs: [3] },
      'files: 1 analysis waits or runs without a job: 2. It can be marked as failed, and run again.',
    ],
    [
      'files without a row',
      { analyses: well.analyses.slice(1) },
      'files: 1 folder belongs to no analysis: userData/user7/study1/analysis1. It can be moved to userData/.aside.',
    ],
    [
      'a backup that cannot be restored',
      { backups: { newestMs: 1000, nightly: true, damage: 'its database is missing' } },
      'backups: The newest cannot be restored: its database is missing. Make another one: "bioce backup".',
    ],
    [
      'a certificate that expires',
      { outward: { certificate: { daysLeft: 9 } } },
      'address: Its certificate expires in 9 days. See that it is renewed.',
    ],
    [
      'a site that nobody can reach',
      { outward: { certificate: { fault: 'connect ECONNREFUSED' } } },
      'address: Nobody can connect to it with TLS: connect ECONNREFUSED. Look at the proxy and its certificate.',
    ],
    [
      'a mail server that takes no mail',
      { outward: { mailFault: 'Invalid login' } },
      'mail: The mail server takes no mail: Invalid login. Look at BIOCE_SMTP_URL, and send a test mail under Settings.',
    ],
    [
      'a clock that nothing sets',
      { outward: { clockFault: 'it is not set by the network' } },
      'clock: The clock may be wrong: it is not set by the network.',
    ],
    [
      'a machine whose clock is ahead',
      { workers: [{ name: 'w', silentMs: -90_000, version: '1' }] },
      "clock: That of worker w is 90 s ahead of this machine's.",
    ],
    [
      'a full disk',
      { disk: { ...well.disk, freeBytes: 1e8 } },
      'disk: Only 0.1 GB (0 %) is free: analyses and uploads will fail.',
    ],
    [
      'no worker',
      { workers: [{ name: 'w', silentMs: 60_000, version: '1' }] },
      'workers: None is running; 1 analyses wait.',
    ],
    [
      'another version',
      { workers: [{ name: 'w', silentMs: 0, version: '2' }] },
      'versions: Worker w is 2, this program is 1.',
    ],
    [
      'an old backup',
      { backups: { newestMs: 50 * 3_600_000, nightly: true } },
      'backups: The newest is 50 hours old.',
    ],
    [
      'a continuous copy that is not kept',
      { backups: { newestMs: 1000, nightly: true, replicaMs: 7 * 60_000 } },
      'backups: The continuous copy was last written to 7 minutes ago. "bioce start" keeps it; logs/replica.log says what is in its way.',
    ],
    [
      'a continuous copy that was never made',
      { backups: { newestMs: 1000, nightly: true, replicaMs: Number.POSITIVE_INFINITY } },
      'backups: The continuous copy is not there yet. "bioce start" keeps it; logs/replica.log says what is in its way.',
    ],
    [
      'no backup',
      { backups: { newestMs: undefined, nightly: true } },
      'backups: There is none yet. "bioce backup" makes one.',
    ],
    [
      'late mail',
      { mail: { ...well.mail, oldestWaitingMs: 3 * 3_600_000 } },
      'mail: One has waited for 3 hours.',
    ],
  ])('finds %s, and only that', (_name, change, message) => {
    expect(examine({ ...well, ...change }).map(({ area, message }) => `${area}: ${message}`)).toEqual([
      message,
    ])
  })

  test('names rows without results, and leftovers only of attempts that ended', () => {
    const analyses = well.onDisk.analyses.map(folder => ({
      ...folder,
      hasOutput: false,
      leftovers: ['attempt4', 'checkpoint'],
    }))
    const found = examine({ ...well, onDisk: { ...well.onDisk, analyses } })
    expect(found.map(({ message, grave }) => [grave, message])).toEqual([
      [true, '1 analysis is done without results: 1. Restore the results, or run the analysis again.'],
      [
        false,
        '3 folders were left by attempts that ended: userData/user7/study1/analysis1/attempt4, userData/user7/study1/analysis1/checkpoint, userData/user7/study1/analysis2/attempt4.',
      ],
    ])
  })
})

describe('bioce doctor writes nothing', () => {
  const doctor = (data: string) => {
    const env = { PATH: process.env.PATH, BIOCE_DATA: data }
    return Bun.spawnSync([...program, 'doctor'], { env }).stdout.toString()
  }

  test('where there is nothing', () => {
    const data = temporaryFolder()
    expect(doctor(data)).toContain(`There is no database at ${data}/db/bioce.sqlite`)
    expect(readdirSync(data)).toEqual([])
  })

  test('where a server has been', async () => {
    const data = temporaryFolder()
    await (await openDatabase(join(data, 'db/bioce.sqlite'))).close()
    const before = readdirSync(data, { recursive: true })
    expect(doctor(data)).toContain('userData is missing')
    expect(readdirSync(data, { recursive: true })).toEqual(before)
  })

  test('to a database of an older version', () => {
    const data = temporaryFolder()
    mkdirSync(join(data, 'db'))
    const client = new Sqlite(join(data, 'db/bioce.sqlite'))
    migrate(client, migrations.slice(0, -1))
    client.close()
    expect(doctor(data)).toContain(`it lacks ${migrations.at(-1)!.name}`)
    expect(readdirSync(join(data, 'db'))).toEqual(['bioce.sqlite'])
  })
})

test('bioce doctor --fix mends what can lose nothing, and a second time finds nothing to mend (F36)', async () => {
  const data = temporaryFolder()
  const db = await openDatabase(join(data, 'db/bioce.sqlite'))
  const analysis = await db.write(async tx => analysisOf(tx, await studyOf(tx, await member(tx, 'ada'))))
  const home = join(data, `userData/user${analysis.userId}/study${analysis.studyId}/analysis${analysis.id}`)
  db.close()
  mkdirSync(join(home, 'attempt3'), { recursive: true })
  mkdirSync(join(data, 'userData/user99/study98'), { recursive: true })
  writeFileSync(join(data, 'userData/user99/study98/curve.dat'), 'precious')
  const doctor = (...args: string[]) => {
    const env = { PATH: process.env.PATH, BIOCE_DATA: data }
    const { stdout, exitCode } = Bun.spawnSync([...program, 'doctor', ...args], { env })
    return { text: stdout.toString(), exitCode }
  }
  const before = doctor()
  expect(before.exitCode).toBe(1)
  for (const sentence of [
    `1 analysis waits or runs without a job: ${analysis.id}.`,
    '1 folder belongs to no study: userData/user99/study98.',
    `${data}/logs is missing.`,
    'There is no ballast file',
  ])
    expect(before.text).toContain(sentence)
  expect(doctor('--fix').exitCode).toBe(0)
  doctor('--fix') // the analysis has failed now, so what its attempt left may go
  const after = doctor()
  expect([after.exitCode, after.text.match(/PROBLEM|files:/g)]).toEqual([0, null])
  const [aside] = readdirSync(join(data, 'userData/.aside'))
  expect(readdirSync(join(data, 'userData/.aside', aside!))).toHaveLength(1)
  expect(readdirSync(home)).toEqual([])
}, 60_000)

test('ballast makes room once, and comes back', () => {
  const path = join(temporaryFolder(), 'ballast')
  const ballast = openBallast(path, 1 << 20)
  expect([ballast.isLoaded(), ballast.load(), ballast.isLoaded()]).toEqual([false, true, true])
  expect(Bun.file(path).size).toBe(1 << 20)
  expect([ballast.drop(), ballast.drop(), existsSync(path), ballast.load()]).toEqual([
    true,
    false,
    false,
    true,
  ])
  rmSync(path)
})
