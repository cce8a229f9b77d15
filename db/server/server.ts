import type { ReservedSQL, SQL } from 'bun'
import type { CounterAccess } from '../counters.ts'
import type { Reader, Tx } from '../index.ts'
import type { Migration } from '../migrations/index.ts'

/** Sends one statement to a server; answers its rows as lists of values. */
export type Execute = (text: string, parameters: unknown[]) => Promise<unknown[][]>

/** What a database lacks, in the order in which it is made, and whether it has no tables yet. */
export interface Pending {
  pending: readonly Migration[]
  isNew: boolean
}

/** What a server does in words of its own. */
export interface Server {
  /** So many connections, opened when they are called for, and again when they were lost. */
  connect: (url: string, max: number, waitMs: number, readOnly?: boolean) => SQL
  /** What has a statement read and not write, put before it where the connection itself cannot hold to that. */
  beforeReading: string
  /** Begins a transaction that writes, when those of all other processes are over. */
  begin: (waitMs: number) => string
  /** Begins one that sees one moment, however long it takes. */
  beginSnapshot: string
  /** Asks for what changes whenever somebody has committed something. */
  version: string
  queriesOn: (execute: Execute) => Tx & Reader
  /** What a database lacks. @throws DatabaseUnusable it is another program's, or newer than this code, or its server cannot be used */
  pendingIn: (execute: Execute, name: string) => Promise<Pending>
  /** Makes what `look` finds to be lacking once the processes that were at it have ended, so that of several one does it; answers with what that was. */
  applyPending: (connection: ReservedSQL, look: () => Promise<Pending>, now: number) => Promise<Pending>
  counters: CounterAccess
  /** Counts the rows of all tables, where the server does not do so at once. */
  updateStatistics?: string
}

/** The transaction of an abandoned connection, whose process or network stopped, holds up all others for so long. */
export const abandonedMs = 30_000
/** A statement that takes longer is given up. */
export const statementMs = 60_000
