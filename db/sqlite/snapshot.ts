import { chmodSync } from 'node:fs'
import { Sqlite } from './connection.ts'

/** Copies a database as it is at this moment, whoever is writing; `to` must not exist. */
export function vacuumInto(from: string, to: string): void {
  const client = new Sqlite(from, { readonly: true })
  try {
    client.exec('PRAGMA busy_timeout = 5000')
    client.query('VACUUM INTO ?').run(to)
    chmodSync(to, 0o600)
  } finally {
    client.close()
  }
}
