import type { Reader } from './index.ts'

/**
 * A query of every page, put together once for each connection: that costs several times what SQLite takes to answer it. What
 * differs from time to time stands in it as `sql.placeholder(name)`.
 */
export function prepared<Query>(build: (db: Reader) => Query): (db: Reader) => Query {
  const known = new WeakMap<Reader, Query>()
  return db => {
    let query = known.get(db)
    if (!query) known.set(db, (query = build(db)))
    return query
  }
}
