import { existsSync, readdirSync, statfsSync, statSync } from 'node:fs'
import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import { listAnalysesInState } from '#db/analyses.ts'
import { findBrokenAudit } from '#db/audit.ts'
import { examineDatabase } from '#db/examine.ts'
import { type Database, isOnServer } from '#db/index.ts'
import { countJobs, listActivePayloads } from '#db/jobs.ts'
import { findMailTrouble } from '#db/mails.ts'
import { states } from '#db/schema.ts'
import { findSetting } from '#db/settings.ts'
import { listStudies } from '#db/studies.ts'
import { listWorkers } from '#db/workers.ts'
import { adviceOn } from '../../addressAdvice.ts'
import { readMethods } from '../../analyses/methods.ts'
import { openBallast } from '../../ballast.ts'
import type { Config } from '../../config.ts'
import { nearestFolder } from '../../dataFolder.ts'
import { dayMs } from '../../durations.ts'
import { version } from '../../program.ts'
import { describeProtection, findProtection, runsAsRoot } from '../../protection.ts'
import { findBackupDamage, listBackups } from '../backUp.ts'
import { ageOfReplica } from '../replica.ts'
import type { DoctorFacts } from './facts.ts'

const testedBun = '1.4.5'

export const ballastOf = (config: Config) => openBallast(join(config.databaseFolder, 'ballast'))

/** Everything that the doctor looks at. Changes nothing. */
export async function gatherFacts(
  config: Config,
  db: Pick<Database, 'read'>,
  now: number,
  cluster?: DoctorFacts['cluster'],
  outward?: DoctorFacts['outward'],
): Promise<DoctorFacts> {
  const { bavail, blocks, bsize, type } = statfsSync(nearestFolder(config.databaseFolder))
  const analyses = (await Promise.all(states.map(state => listAnalysesInState(db.read, state)))).flat()
  const workers = await listWorkers(db.read, now - dayMs)
  const [newest] = await listBackups(config)
  const methods = readMethods(config)
  const { waiting = 0 } = await countJobs(db.read, 'analysis')
  return {
    version,
    bun: { has: Bun.version, wants: testedBun },
    database: {
      ...(await examineDatabase(config.databaseUrl)),
      brokenAuditRow: await findBrokenAudit(db.read),
    },
    folders: await Promise.all([config.userData, config.failedAnalyses, config.logs].map(examineFolder)),
    studies: await listStudies(db.read),
    analyses,
    activeJobs: (await listActivePayloads(db.read, 'analysis')).map(
      each => (each as { analysisId: number }).analysisId,
    ),
    onDisk: lookAround(config, now),
    disk: { freeBytes: bavail * bsize, totalBytes: blocks * bsize, hasBallast: ballastOf(config).isLoaded() },
    backups: {
      newestMs: newest && now - newest.at,
      damage: newest && (await findBackupDamage(join(config.backups, newest.name), newest)),
      nightly: config.backupsKept > 0,
      replicaMs: config.replica ? ageOfReplica(config.replica, now) : undefined,
    },
    workers: workers.map(worker => ({
      name: worker.name,
      version: worker.version,
      silentMs: now - worker.seenAt,
    })),
    queue: { waiting, paused: await findSetting(db.read, 'queuePaused') },
    cluster,
    outward,
    isRemote: !isOnServer(config.databaseUrl) && remoteTypes.has(type),
    methodFaults: [...methods.faults, ...methods.lacks],
    protection:
      config.methods !== undefined || methods.known.size > 0
        ? describeProtection(findProtection(config))
        : undefined,
    asRoot: runsAsRoot(),
    address: { advice: adviceOn(config), untrustedProxy: await findUntrustedProxy(db, config, now) },
    mail: { configured: config.smtpUrl !== undefined, ...(await findMailTrouble(db.read, now)) },
  }
}

/** By statfs(2): NFS, SMB, CIFS, Lustre, GPFS, BeeGFS, Ceph, AFS. */
const remoteTypes = new Set([
  0x6969, 0xfe534d42, 0xff534d42, 0x0bd00bd0, 0x47504653, 0x19830326, 0x00c36400, 0x5346414f,
])

/** Empty where none was seen for a day, or where it is trusted by now. */
async function findUntrustedProxy(
  db: Pick<Database, 'read'>,
  { isTrustedProxy }: Config,
  now: number,
): Promise<string> {
  const isRecent = (await findSetting(db.read, 'untrustedProxyAt')) > now - dayMs
  const proxy = isRecent ? await findSetting(db.read, 'untrustedProxy') : ''
  return isTrustedProxy(proxy) ? '' : proxy
}

async function examineFolder(path: string): Promise<DoctorFacts['folders'][number]> {
  if (!existsSync(path)) return { path, fault: 'missing' }
  const writable = await access(path, constants.W_OK).then(
    () => true,
    () => false,
  )
  return { path, fault: writable ? '' : 'not writable' }
}

/** Reads the names in userData and failedAnalyses. */
function lookAround({ userData, failedAnalyses }: Config, now: number): DoctorFacts['onDisk'] {
  const found: DoctorFacts['onDisk'] = { studies: [], analyses: [], failed: [], oldIncoming: 0 }
  for (const [userId, user] of numbered(userData, 'user'))
    for (const [studyId, study] of numbered(user, 'study')) {
      found.studies.push({ userId, studyId })
      for (const [analysisId, analysis] of numbered(study, 'analysis')) {
        const names = readdirSync(analysis)
        const leftovers = names.filter(name => /^(attempt\d+|kept|checkpoint$)/.test(name))
        found.analyses.push({ userId, studyId, analysisId, hasOutput: names.includes('output'), leftovers })
      }
    }
  found.failed = numbered(failedAnalyses, '').map(([id]) => id)
  found.oldIncoming = oldIncoming(userData, now).length
  return found
}

function numbered(folder: string, prefix: string): [id: number, path: string][] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter(
    name => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)),
  )
  return names.map(name => [Number(name.slice(prefix.length)), join(folder, name)])
}

/** Uploads that no request can be working on any more. */
export function oldIncoming(userData: string, now: number): string[] {
  const folder = join(userData, '.incoming')
  if (!existsSync(folder)) return []
  const paths = readdirSync(folder).map(name => join(folder, name))
  return paths.filter(path => now - statSync(path).mtimeMs > dayMs)
}
