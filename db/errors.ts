/** The database does not let the program start; the message is a sentence for whoever installs it. */
export class DatabaseUnusable extends Error {
  override readonly name = 'DatabaseUnusable'
  readonly exitCode = 78 // EX_CONFIG
}

/** Another process kept the database locked for longer than we wait, or its server does not answer: try again. */
export class DatabaseBusy extends Error {
  override readonly name = 'DatabaseBusy'
  readonly retryAfterSeconds = 5
}

/** The disk is full: nothing was written. */
export class DatabaseFull extends Error {
  override readonly name = 'DatabaseFull'
}

/** SQLite's own word for what went wrong (SQLITE_BUSY, SQLITE_FULL, ...), wherever in the chain of causes it is. */
export function sqliteCode(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause)
    if ('code' in at && typeof at.code === 'string' && at.code.startsWith('SQLITE_')) return at.code
  return undefined
}

/** What PostgreSQL says of an error: five letters such as 23505 where the server speaks, else a word of the client. */
export interface PostgresError extends Error {
  code: string
  errno?: string
  table?: string
  detail?: string
}

export function findPostgresError(error: unknown): PostgresError | undefined {
  for (let at = error; at instanceof Error; at = at.cause)
    if (at.name === 'PostgresError') return at as PostgresError
  return undefined
}

/** The columns of the unique rule that a write broke, such as "studies.user_id, studies.name". */
export function brokenUniqueRule(error: unknown): string | undefined {
  const { errno, table, detail } = findPostgresError(error) ?? {}
  if (errno === '23505') {
    const [, columns = ''] = detail?.match(/^Key \(([^)]*)\)/) ?? []
    return columns.replace(/\w+/g, column => `${table}.${column}`)
  }
  for (let at = error; at instanceof Error; at = at.cause) {
    const [, columns] = at.message.match(/^UNIQUE constraint failed: (.+)$/) ?? []
    if (columns) return columns
  }
  return undefined
}

/** True when a write names a row elsewhere that is not there. */
export const breaksReference = (error: unknown): boolean =>
  sqliteCode(error) === 'SQLITE_CONSTRAINT_FOREIGNKEY' || findPostgresError(error)?.errno === '23503'

/** The error that says when to try again, where a query came by it on its way. */
export function troubleIn(error: unknown): DatabaseBusy | DatabaseFull | undefined {
  for (let at = error; at instanceof Error; at = at.cause)
    if (at instanceof DatabaseBusy || at instanceof DatabaseFull) return at
  return undefined
}
