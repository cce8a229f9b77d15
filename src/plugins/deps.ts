import type { Database } from '#db/index.ts'
import type { DoctorFinding } from '#src/admin/doctor/finding.ts'
import type { RunCheck } from '#src/analyses/extrasCheck.ts'
import type { Config } from '../config.ts'
import type { Files } from '../files.ts'
import type { Keys } from '../secrets.ts'
import type { Trouble } from '../supervise.ts'

/** What the web needs from the world, handed in by the entry and by tests. */
export interface Deps {
  config: Config
  db: Database
  files: Files
  keys: Keys
  /** The clock: milliseconds since 1970 in UTC. */
  now: () => number
  /** Reads files that somebody sent in a process of its own, within limits. */
  runCheck: RunCheck
  /** Has the doctor look, in a process of its own: reading a whole database must not hold up requests. */
  examine?: () => Promise<DoctorFinding[]>
  /** Aborted when the server is about to stop: streams that would go on for hours end then. */
  stopping?: AbortSignal
  /** Called when the disk is full: frees what was kept for this. */
  makeRoom?: () => void
  /** Why the workers' process is not running, where this server is who starts it; undefined when it is well. */
  workerTrouble?: () => Trouble | undefined
}
