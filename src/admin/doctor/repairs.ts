import { chmodSync, mkdirSync, renameSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setAnalysisState } from '#db/analyses.ts'
import { appendAudit } from '#db/audit.ts'
import type { Database } from '#db/index.ts'
import type { Viewer } from '../../accounts/sessions.ts'
import type { Config } from '../../config.ts'
import { AppError } from '../../errors.ts'
import { removeTree } from '../../tree.ts'
import type { DoctorFinding, Repair } from './finding.ts'
import { ballastOf, oldIncoming } from './gatherFacts.ts'

interface Deps {
  config: Config
  db: Database
}

/** The name of a repair, unique among those of one look. */
export const keyOf = (way: Repair): string =>
  `${way.kind}:${'path' in way ? way.path : shortened('paths' in way ? way.paths : 'ids' in way ? way.ids : [])}`

/** Of many their number and a hash: a form carries it. */
const shortened = (things: (string | number)[]) =>
  things.length > 1 ? `${things.length} ${Bun.hash(things.join())}` : things.join()

/**
 * Repairs one thing that the doctor has found, and writes it down.
 * @param findings of this moment: nothing is done that is not among them
 * @param key of `keyOf`
 * @throws AppError conflict when it is not found (any more)
 */
export async function repairFound(
  deps: Deps,
  { id: actorId }: Viewer,
  findings: DoctorFinding[],
  key: string,
  now: number,
): Promise<string> {
  const way = findings.map(finding => finding.repair).find(each => each && keyOf(each) === key)
  if (!way) throw new AppError('conflict', 'The doctor no longer finds this problem.')
  const done = await repair(way, deps, now)
  await deps.db.write(tx =>
    appendAudit(tx, { at: now, actorId, action: 'repaired', details: { way: key, done } }),
  )
  return done
}

/** Does one safe thing and says what it did. */
export async function repair(way: Repair, { config, db }: Deps, now: number): Promise<string> {
  switch (way.kind) {
    case 'protect database':
      chmodSync(config.databaseUrl, 0o600)
      return 'Now only its owner can.'
    case 'make ballast':
      return ballastOf(config).load() ? 'Made it.' : 'There is no room for it now.'
    case 'empty incoming':
      for (const path of oldIncoming(config.userData, now)) await removeTree(path)
      return 'Removed them.'
    case 'make folder':
      mkdirSync(way.path, { recursive: true, mode: 0o700 })
      return 'Made it.'
    case 'set aside':
      return `Moved to ${way.paths.map(path => setAside(path, config, now)).join(', ')}.`
    case 'remove leftovers':
      for (const path of way.paths) await removeTree(absolute(path, config))
      return 'Removed.'
    case 'fail analyses':
      await db.write(async tx => {
        for (const id of way.ids) await setAnalysisState(tx, id, 'failed', { finishedAt: now, ...lost })
      })
      return 'Marked as failed; their owners can run them again.'
  }
}

const lost = { reason: 'worker_died', message: 'The server lost track of this analysis.' }

function setAside(path: string, config: Config, now: number): string {
  const folder = join(config.userData, '.aside', new Date(now).toISOString().slice(0, 10))
  mkdirSync(folder, { recursive: true })
  const to = join(folder, `${path.replaceAll('/', '-')}-${Bun.randomUUIDv7().slice(-6)}`)
  renameSync(absolute(path, config), to)
  return to
}

/** Paths in findings begin with userData or failedAnalyses, wherever those lie. */
const absolute = (path: string, { userData, failedAnalyses }: Config) =>
  join(dirname(path.startsWith(basename(userData)) ? userData : failedAnalyses), path)
