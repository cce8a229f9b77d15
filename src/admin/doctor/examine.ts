import { rootWarning } from './protection.ts'

/**
 * The facts that the doctor examines, gathered by admin/doctorFacts.ts. Ids are those of rows. Folders have the names of
 * files.ts, relative to userData/ and failedAnalyses/.
 */
export interface DoctorFacts {
  version: string
  bun: { has: string; wants: string }
  database: { damage: string[]; drift: string[]; brokenAuditRow: number | undefined; mode?: number }
  /** userData, failedAnalyses, logs and the database's folder, and what is wrong with each ('' for nothing). */
  folders: { path: string; fault: '' | 'missing' | 'not writable' }[]
  studies: { id: number; userId: number }[]
  analyses: { id: number; studyId: number; userId: number; state: string }[]
  /** Ids of analyses that have a job waiting or running. */
  activeJobs: number[]
  /** What lies in userData: folders that look like a study's or an analysis's, and leftovers of attempts. */
  onDisk: {
    studies: { userId: number; studyId: number }[]
    analyses: {
      userId: number
      studyId: number
      analysisId: number
      hasOutput: boolean
      leftovers: string[]
    }[]
    failed: number[]
    /** Uploads that no request can be working on any more. */
    oldIncoming: number
  }
  disk: { freeBytes: number; totalBytes: number; hasBallast: boolean }
  /** Milliseconds since each worker was heard from. */
  workers: { name: string; silentMs: number; version: string }[]
  queue: { waiting: number; paused: boolean }
  /**
   * How old the newest backup is, if there is one, and why it cannot be restored; whether they are made every night; how
   * old the continuous copy is, where there is to be one.
   */
  backups: { newestMs: number | undefined; damage?: string; nightly: boolean; replicaMs?: number }
  /** Of the cluster, where there is one: what keeps analyses from running there, and what is worth knowing. */
  cluster?: { faults: string[]; notes: string[] }
  /** Whether the database lies on a disk of another machine. */
  isRemote: boolean
  /** What is wrong with manifests of BIOCE_METHODS, which are left out. */
  methodFaults: string[]
  /** What keeps those methods from the rest of the machine, where there are any. */
  protection?: string
  asRoot: boolean
  /** What is wrong with where the site says that it is, and a proxy that is not believed. */
  address: { advice: string[]; untrustedProxy: string }
  mail: { configured: boolean; failed: number; oldestWaitingMs: number }
  /** What other machines say, where they were asked: the site's own certificate, the mail server, clocks. */
  outward?: {
    certificate?: { daysLeft: number } | { fault: string }
    mailFault?: string
    clockFault?: string
  }
}

/** One thing that is wrong. `repair` names what `--fix` may do about it: only what cannot lose anyone's work. */
export interface DoctorFinding {
  area:
    | 'address'
    | 'user'
    | 'database'
    | 'folders'
    | 'files'
    | 'disk'
    | 'backups'
    | 'workers'
    | 'methods'
    | 'cluster'
    | 'mail'
    | 'versions'
    | 'clock'
  grave: boolean
  message: string
  repair?: Repair
}

export type Repair =
  | { kind: 'protect database' | 'make ballast' | 'empty incoming' }
  | { kind: 'make folder'; path: string }
  | { kind: 'set aside' | 'remove leftovers'; paths: string[] }
  | { kind: 'fail analyses'; ids: number[] }

const workerSilentMs = 30_000
const backupOldMs = 36 * 3_600_000
const replicaOldMs = 60_000
const mailLateMs = 2 * 3_600_000

/** What is wrong, gravest first; nothing when all is well. */
export function examine(facts: DoctorFacts): DoctorFinding[] {
  const findings = [
    ...examineDatabase(facts),
    ...examineFolders(facts),
    ...examineRows(facts),
    ...examineFiles(facts),
    ...examineDisk(facts),
    ...examineBackups(facts),
    ...examineWork(facts),
    ...examineAddress(facts),
    ...examineRights(facts),
    ...examineOutward(facts),
  ]
  return findings.sort((a, b) => Number(b.grave) - Number(a.grave))
}

const problem = (area: DoctorFinding['area'], message: string, repair?: Repair): DoctorFinding => ({
  area,
  grave: true,
  message,
  repair,
})
const note = (area: DoctorFinding['area'], message: string, repair?: Repair): DoctorFinding => ({
  area,
  grave: false,
  message,
  repair,
})

function* examineDatabase({ database, isRemote, bun }: DoctorFacts): Iterable<DoctorFinding> {
  const { damage, drift, brokenAuditRow, mode } = database
  if (isRemote)
    yield problem(
      'database',
      'It is on a network file system, which may damage it. Move it to a disk of this machine: BIOCE_DATABASE_URL.',
    )
  for (const each of damage) yield problem('database', `It is damaged: ${each}. Restore a backup.`)
  for (const each of drift) yield problem('database', each)
  if (brokenAuditRow !== undefined)
    yield problem('database', `The audit trail was changed by hand at row ${brokenAuditRow}.`)
  if (mode !== undefined && mode & 0o077)
    yield problem('database', 'Other people on this machine can read it.', { kind: 'protect database' })
  if (bun.has !== bun.wants)
    yield note('versions', `This is Bun ${bun.has}; it was tested with Bun ${bun.wants}.`)
}

function* examineFolders({ folders }: DoctorFacts): Iterable<DoctorFinding> {
  for (const { path, fault } of folders)
    if (fault === 'missing') yield problem('folders', `${path} is missing.`, { kind: 'make folder', path })
    else if (fault) yield problem('folders', `${path} is ${fault}.`)
}

const count = ({ length }: unknown[], one: string, many: string) => `${length} ${length === 1 ? one : many}`

/** Their numbers, as in 1-90, 95. */
function rangesOf(rows: { id: number }[]): string {
  const ranges: [first: number, last: number][] = []
  for (const id of rows.map(row => row.id).toSorted((a, b) => a - b)) {
    const range = ranges.at(-1)
    if (range && range[1] === id - 1) range[1] = id
    else ranges.push([id, id])
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ')
}

/** Rows without files: one finding for each kind, however many they are. */
function* examineRows({ studies, analyses, activeJobs, onDisk }: DoctorFacts): Iterable<DoctorFinding> {
  const studyFolders = new Set(onDisk.studies.map(({ userId, studyId }) => `${userId}/${studyId}`))
  const bare = studies.filter(({ id, userId }) => !studyFolders.has(`${userId}/${id}`))
  if (bare.length > 0)
    yield problem(
      'files',
      `${count(bare, 'study has', 'studies have')} no files: ${rangesOf(bare)}. Restore them, or delete what they belong to.`,
    )
  const folders = new Map(onDisk.analyses.map(folder => [folder.analysisId, folder]))
  const empty = analyses.filter(({ id, state }) => state === 'done' && !folders.get(id)?.hasOutput)
  if (empty.length > 0)
    yield problem(
      'files',
      `${count(empty, 'analysis is', 'analyses are')} done without results: ${rangesOf(empty)}. Restore them, or run them again.`,
    )
  const active = new Set(activeJobs)
  const atWork = analyses.filter(({ state }) => state === 'waiting' || state === 'running')
  const lacking = {
    'a job': atWork.filter(({ id }) => !active.has(id)),
    files: atWork.filter(({ id }) => active.has(id) && !folders.has(id)),
  }
  for (const [what, rows] of Object.entries(lacking))
    if (rows.length > 0)
      yield problem(
        'files',
        `${count(rows, 'analysis waits or runs', 'analyses wait or run')} without ${what}: ${rangesOf(rows)}. They can be marked as failed, and run again.`,
        { kind: 'fail analyses', ids: rows.map(({ id }) => id) },
      )
}

/** The first of them; a page is no place for thousands. */
const someOf = (paths: string[]) =>
  paths.slice(0, 5).join(', ') + (paths.length > 5 ? ` and ${paths.length - 5} more` : '')

/** Files without rows: set aside, never deleted, for they may be what an older backup does not know. */
function* examineFiles({ studies, analyses, onDisk }: DoctorFacts): Iterable<DoctorFinding> {
  const strays: { study: string[]; analysis: string[] } = { study: [], analysis: [] }
  const left: string[] = []
  const studyIds = new Set(studies.map(({ id }) => id))
  const states = new Map(analyses.map(({ id, state }) => [id, state]))
  for (const { userId, studyId } of onDisk.studies)
    if (!studyIds.has(studyId)) strays.study.push(`userData/user${userId}/study${studyId}`)
  for (const { userId, studyId, analysisId, leftovers } of onDisk.analyses) {
    const home = `userData/user${userId}/study${studyId}/analysis${analysisId}`
    const state = states.get(analysisId)
    if (!state && studyIds.has(studyId)) strays.analysis.push(home)
    if (!state || state === 'running') continue
    const isNeeded = (name: string) => state === 'waiting' && name === 'checkpoint'
    left.push(...leftovers.filter(name => !isNeeded(name)).map(name => `${home}/${name}`))
  }
  for (const id of onDisk.failed) if (!states.has(id)) strays.analysis.push(`failedAnalyses/${id}`)
  for (const [what, paths] of Object.entries(strays))
    if (paths.length > 0)
      yield note(
        'files',
        `${count(paths, 'folder belongs', 'folders belong')} to no ${what}: ${someOf(paths)}. It can be moved to userData/.aside.`,
        { kind: 'set aside', paths },
      )
  if (left.length > 0)
    yield note(
      'files',
      `${count(left, 'folder was', 'folders were')} left by attempts that ended: ${someOf(left)}.`,
      { kind: 'remove leftovers', paths: left },
    )
  if (onDisk.oldIncoming > 0)
    yield note('files', `${onDisk.oldIncoming} uploads were broken off.`, { kind: 'empty incoming' })
}

function* examineAddress({ address: { advice, untrustedProxy } }: DoctorFacts): Iterable<DoctorFinding> {
  for (const each of advice) yield note('address', each)
  if (untrustedProxy)
    yield note(
      'address',
      `Requests come from ${untrustedProxy} that name another client in X-Forwarded-For, which is not believed: audit and ` +
        `limits see ${untrustedProxy} in its place. If that is your proxy, set BIOCE_TRUSTED_PROXIES=${untrustedProxy}.`,
    )
}

function* examineDisk({ disk }: DoctorFacts): Iterable<DoctorFinding> {
  const percent = (100 * disk.freeBytes) / disk.totalBytes
  const free = `Only ${(disk.freeBytes / 1e9).toFixed(1)} GB (${percent.toFixed(0)} %) are free`
  if (disk.freeBytes < 200e6) yield problem('disk', `${free}: analyses and uploads will fail.`)
  else if (percent < 5 || disk.freeBytes < 2e9) yield note('disk', `${free}.`)
  if (!disk.hasBallast)
    yield note('disk', 'There is no ballast file to make room from when it is full.', {
      kind: 'make ballast',
    })
}

function* examineBackups({ backups }: DoctorFacts): Iterable<DoctorFinding> {
  const { newestMs, damage, nightly, replicaMs = 0 } = backups
  if (damage)
    yield problem('backups', `The newest cannot be restored: ${damage}. Make another one: "bioce backup".`)
  if (newestMs === undefined) yield note('backups', 'There is none yet. "bioce backup" makes one.')
  else if (nightly && newestMs > backupOldMs)
    yield problem('backups', `The newest is ${Math.round(newestMs / 3_600_000)} hours old.`)
  if (replicaMs > replicaOldMs)
    yield problem(
      'backups',
      `The continuous copy ${replicaMs === Number.POSITIVE_INFINITY ? 'is not there yet' : `was last written to ${Math.round(replicaMs / 60_000)} minutes ago`}. "bioce start" keeps it; logs/replica.log says what is in its way.`,
    )
}

function* examineOutward({ outward = {} }: DoctorFacts): Iterable<DoctorFinding> {
  const { certificate, mailFault, clockFault } = outward
  if (certificate && 'fault' in certificate)
    yield problem(
      'address',
      `Nobody can connect to it with TLS: ${certificate.fault}. Look at the proxy and its certificate.`,
    )
  else if (certificate && certificate.daysLeft < 0)
    yield problem('address', 'Its certificate has expired. Renew it.')
  else if (certificate && certificate.daysLeft < 14)
    yield note('address', `Its certificate expires in ${certificate.daysLeft} days. See that it is renewed.`)
  if (mailFault)
    yield problem(
      'mail',
      `The mail server takes no mail: ${mailFault}. Look at BIOCE_SMTP_URL, and send a test mail under Settings.`,
    )
  if (clockFault) yield note('clock', `The clock may be wrong: ${clockFault}.`)
}

function* examineRights({ asRoot, protection }: DoctorFacts): Iterable<DoctorFinding> {
  if (asRoot) yield note('user', rootWarning)
  if (protection) yield note('methods', protection)
}

function* examineWork({
  workers,
  queue,
  methodFaults,
  cluster,
  mail,
  version,
}: DoctorFacts): Iterable<DoctorFinding> {
  const living = workers.filter(({ silentMs }) => silentMs < workerSilentMs)
  if (living.length === 0)
    yield (queue.waiting > 0 ? problem : note)('workers', `None is running; ${queue.waiting} analyses wait.`)
  for (const { name, silentMs } of living)
    if (silentMs < -30_000)
      yield note(
        'clock',
        `That of worker ${name} is ${Math.round(-silentMs / 1000)} s ahead of this machine's.`,
      )
  for (const worker of living)
    if (worker.version !== version)
      yield note('versions', `Worker ${worker.name} is ${worker.version}, this program is ${version}.`)
  for (const each of methodFaults) yield problem('methods', each)
  for (const each of cluster?.faults ?? []) yield problem('cluster', each)
  for (const each of cluster?.notes ?? []) yield note('cluster', each)
  if (queue.paused) yield note('workers', 'The queue is paused.')
  if (mail.failed > 0) yield note('mail', `${mail.failed} mails could not be sent.`)
  if (mail.oldestWaitingMs > mailLateMs)
    yield problem('mail', `One has waited for ${Math.round(mail.oldestWaitingMs / 3_600_000)} hours.`)
  if (!mail.configured)
    yield note('mail', 'No server is set (BIOCE_SMTP_URL): mails are laid into the outbox.')
}
