import { AsyncLocalStorage } from 'node:async_hooks'
import type { Database, Tx } from './index.ts'

export interface Transaction {
  tx: Tx
  commit: () => Promise<void> | void
  rollback: () => Promise<void> | void
}

/**
 * The one door for all writes of this process: they take turns, each in a transaction that nothing else can reach.
 *
 * @param begin starts a transaction; it has every query call `refuseLate` first, so that a forgotten await is found
 * @param explain what to throw for an error of the database
 */
export function createWrite(
  begin: (refuseLate: () => void) => Promise<Transaction>,
  explain: (error: unknown) => unknown,
): Database['write'] {
  const inside = new AsyncLocalStorage<{ open: boolean }>()
  let last: Promise<unknown> = Promise.resolve()

  function write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    if (inside.getStore()?.open)
      throw new Error('A write inside a write would wait for itself: pass the tx on.')
    const mine = last.then(() => transact(work))
    last = mine.catch(() => {})
    return mine
  }

  async function transact<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const turn = { open: true }
    const { tx, commit, rollback } = await begin(() => {
      if (!turn.open) throw new Error('This transaction is over: a query in it was not awaited.')
    })
    try {
      const result = await inside.run(turn, () => work(tx))
      turn.open = false
      await commit()
      return result
    } catch (error) {
      turn.open = false
      await rollback()
      throw explain(error)
    }
  }

  return write
}
