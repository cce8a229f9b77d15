import type { Reader } from '#db/index.ts'

/** A reader that counts the queries made through it. */
export function countQueries(db: Reader): { db: Reader; count(): number } {
  let queries = 0
  const counted = new Proxy(db, {
    get(reader, name) {
      if (name === 'select') queries++
      return Reflect.get(reader, name)
    },
  })
  return { db: counted, count: () => queries }
}
