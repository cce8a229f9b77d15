import { hourMs, minuteMs } from '../../durations.ts'
import type { DoctorFacts } from './facts.ts'
import { type DoctorFinding, note, problem } from './finding.ts'

const backupOldMs = 36 * hourMs
const replicaOldMs = minuteMs

export function* examineDatabase({ database, isRemote, bun }: DoctorFacts): Iterable<DoctorFinding> {
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

export function* examineFolders({ folders }: DoctorFacts): Iterable<DoctorFinding> {
  for (const { path, fault } of folders)
    if (fault === 'missing') yield problem('folders', `${path} is missing.`, { kind: 'make folder', path })
    else if (fault) yield problem('folders', `${path} is ${fault}.`)
}

export function* examineDisk({ disk }: DoctorFacts): Iterable<DoctorFinding> {
  const percent = (100 * disk.freeBytes) / disk.totalBytes
  const free = `Only ${(disk.freeBytes / 1e9).toFixed(1)} GB (${percent.toFixed(0)} %) is free`
  if (disk.freeBytes < 200e6) yield problem('disk', `${free}: analyses and uploads will fail.`)
  else if (percent < 5 || disk.freeBytes < 2e9) yield note('disk', `${free}.`)
  if (!disk.hasBallast)
    yield note('disk', 'There is no ballast file to make room from when it is full.', {
      kind: 'make ballast',
    })
}

export function* examineBackups({ backups }: DoctorFacts): Iterable<DoctorFinding> {
  const { newestMs, damage, nightly, replicaMs = 0 } = backups
  if (damage)
    yield problem('backups', `The newest cannot be restored: ${damage}. Make another one: "bioce backup".`)
  if (newestMs === undefined) yield note('backups', 'There is none yet. "bioce backup" makes one.')
  else if (nightly && newestMs > backupOldMs)
    yield problem('backups', `The newest is ${Math.round(newestMs / hourMs)} hours old.`)
  if (replicaMs > replicaOldMs)
    yield problem(
      'backups',
      `The continuous copy ${replicaMs === Number.POSITIVE_INFINITY ? 'is not there yet' : `was last written to ${Math.round(replicaMs / minuteMs)} minutes ago`}. "bioce start" keeps it; logs/replica.log says what is in its way.`,
    )
}
