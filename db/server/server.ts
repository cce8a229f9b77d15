import type { SQL } from 'bun'
import type { CounterAccess } from '../counters.ts'
import type { Options, Reader, Tx } from '../index.ts'
import type { Migration } from '../migrations/index.ts'

/** Sends one statement to a server; answers its rows as lists of values. */
export type Execute = (text: string, parameters: unknown[]) => Promise<unknown[][]>

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
  /** Makes the tables or brings them up to date. @throws DatabaseUnusable the database is not ours, or newer */
  migrate: (client: SQL, name: string, options: Options) => Promise<void>
  /** What a database lacks. @throws DatabaseUnusable as `migrate` does */
  pendingIn: (execute: Execute, name: string) => Promise<{ pending: readonly Migration[]; isNew: boolean }>
  counters: CounterAccess
  /** Counts the rows of all tables, where the server does not do so at once. */
  updateStatistics?: string
}

/** The transaction of an abandoned connection, whose process or network stopped, holds up all others for so long. */
export const abandonedMs = 30_000
/** A statement that takes longer is given up. */
export const statementMs = 60_000
