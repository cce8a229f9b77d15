import { expect, test } from 'bun:test'
import type { ReservedSQL } from 'bun'
import { applyPending as applyInMariadb } from '#db/mariadb/migrate.ts'
import { applyPending as applyInPostgres } from '#db/postgres/migrate.ts'

/** A connection that is lost at its `lostAt`-th statement, whose error alone says so. */
function lostConnection(lostAt: number): ReservedSQL {
  let asked = 0
  const unsafe = () => ({
    simple: async () => {
      if (++asked === lostAt) throw new Error('the server went away')
      if (asked > lostAt) throw new Error('there is no connection')
    },
  })
  return { unsafe } as unknown as ReservedSQL
}

test.each([
  ['PostgreSQL', applyInPostgres],
  ['MariaDB', applyInMariadb],
] as const)('a migration on %s that loses its connection tells why', async (_server, apply) => {
  const look = async () => ({ pending: [], isNew: false })
  for (const lostAt of [1, 2])
    await expect(apply(lostConnection(lostAt), look, 0)).rejects.toThrow('the server went away')
})
