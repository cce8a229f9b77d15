/** The database does not let the program start; the message is a sentence for whoever installs it. */
export class DatabaseUnusable extends Error {
  override readonly name = 'DatabaseUnusable'
  readonly exitCode = 78 // EX_CONFIG
}

export const notOurs = (name: string) =>
  new DatabaseUnusable(`${name} is not a database of this program. Nothing was changed.`)

/** @param missing the names of the migrations that the database lacks */
export const olderVersion = (missing: string[]) =>
  new DatabaseUnusable(
    `The database is of an older version (it lacks ${missing.join(', ')}). The next start of the server, or "bioce migrate", brings it up to date.`,
  )

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

/**
 * What a database server says of an error. Where the server speaks, `errno` is five letters of PostgreSQL's such as 23505
 * or four digits of MariaDB's such as 1062; else the client does, and it is empty.
 */
interface ServerFault {
  message: string
  code: string
  errno: string
  table?: string
  detail?: string
}

export function findServerFault(error: unknown): ServerFault | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { name, message, code = '', errno = '', table, detail } = at as Error & Partial<ServerFault>
    if (name === 'PostgresError' || name === 'MySQLError' || isOfCertificate(code))
      return { message, code, errno: String(errno), table, detail }
  }
  return undefined
}

/** The connection was to be encrypted, and the server's certificate is not one to be trusted. */
export const isOfCertificate = (code: string): boolean =>
  /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|ERR_TLS_)/.test(code)

/** For a write that is not worth refusing what a reader asked for: skips it where the database is busy or its disk is full. */
export function unlessBusy(error: unknown): undefined {
  if (!troubleIn(error)) throw error
}

/** The error that says when to try again, where a query came by it on its way. */
export function troubleIn(error: unknown): DatabaseBusy | DatabaseFull | undefined {
  for (let at = error; at instanceof Error; at = at.cause)
    if (at instanceof DatabaseBusy || at instanceof DatabaseFull) return at
  return undefined
}
