import type { Reader, Tx } from './index.ts'

/** The last number that each table gave to a row: no number is given twice, not even after its row is gone. */
type Counters = { table: string; last: number }[]

export interface CounterAccess {
  read: (db: Reader) => Promise<Counters>
  set: (tx: Tx, counters: Counters) => Promise<void>
}
