/** Lets requests and timers have their turn: SQLite's queries, and promises of them alone, leave them none. */
export const giveTurn = () => new Promise<void>(resolve => setImmediate(resolve))

/** A list in pieces of at most `size`. */
export function* inBatches<T>(list: T[], size: number): Generator<T[]> {
  for (let start = 0; start < list.length; start += size) yield list.slice(start, start + size)
}
