import { readFileSync } from 'node:fs'
import { type ReservedSQL, SQL } from 'bun'
import { DatabaseUnusable } from '../errors.ts'
import { isDisconnected } from './errors.ts'
import type { Execute } from './server.ts'

/**
 * So many connections to what an address names, opened when they are called for. In the address `sslmode` says whether they
 * are encrypted and whether the server's certificate is looked at, and `sslrootcert` names the file of who signed it.
 * @throws DatabaseUnusable the address is not understood, in words without its password
 */
export function openClient(address: string, options: Partial<SQL.Options>): SQL {
  const url = new URL(address.replace(/^mariadb:/, 'mysql:'))
  const file = url.searchParams.get('sslrootcert')
  url.searchParams.delete('sslrootcert')
  try {
    const tls = file === null ? {} : { tls: { ca: readFileSync(file, 'utf8') } }
    return new SQL({ url: url.href, bigint: true, connectionTimeout: 5, ...tls, ...options } as SQL.Options)
  } catch (error) {
    throw new DatabaseUnusable(`The address of the database cannot be used: ${(error as Error).message}.`, {
      cause: error,
    })
  }
}

/** Puts statements to one connection, or each to any of a pool. */
export const executeOn =
  (client: SQL | ReservedSQL): Execute =>
  async (text, parameters) => {
    const rows = (await client.unsafe(text, parameters).values()) as unknown[][]
    return rows.map(row => row.map(value => (typeof value === 'bigint' ? Number(value) : value)))
  }

/** Does again, once, what came upon a connection that had been lost before: nothing came of it. */
export async function overLostConnection<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isDisconnected(error)) throw error
    return await work()
  }
}

/** Ends a transaction without a trace; one whose connection is lost has ended so. */
export async function rollBack(connection: ReservedSQL): Promise<void> {
  await connection
    .unsafe('rollback')
    .simple()
    .catch(() => {})
}
