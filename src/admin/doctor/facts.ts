/**
 * The facts that the doctor examines, gathered by gatherFacts.ts. Ids are those of rows. Folders have the names of
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
