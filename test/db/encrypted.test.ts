import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { type Database, DatabaseUnusable, openDatabase } from '#db/index.ts'
import { listRoles } from '#db/roles.ts'
import { makeCertificates, unlessOpenssl } from '../support/certificates.ts'
import { type DatabaseServer, servers } from '../support/databaseServers.ts'

for (const { name, user, missing, unless, launch } of servers)
  describe.skipIf(missing + unlessOpenssl !== '')(
    `the connection to ${name}${unless || unlessOpenssl}`,
    () => {
      let server: DatabaseServer
      let url: string
      const files = missing + unlessOpenssl === '' ? makeCertificates(user) : undefined
      beforeAll(async () => {
        server = await launch({ encryption: files as ReturnType<typeof makeCertificates> })
        url = await server.create('bioce')
      }, 60_000)
      afterAll(() => server.remove(), 60_000)

      const at = (host: string, parameters: Record<string, string | undefined>) => {
        const address = new URL(url)
        address.hostname = host
        address.password = 'hunter2'
        address.search = String(new URLSearchParams(parameters as Record<string, string>))
        return address.href
      }

      test('is encrypted, and the certificate that of the host, signed by whom the address says', async () => {
        const db = await openDatabase(
          at('localhost', { sslmode: 'verify-full', sslrootcert: files?.authority }),
        )
        expect((await listRoles(db.read)).length).toBe(2)
        expect(await isEncrypted(db)).toBe(true)
        await db.close()
      })

      test.each([
        [
          'another authority',
          'localhost',
          () => ({ sslmode: 'verify-full', sslrootcert: files?.other }),
          /certificate/,
        ],
        ['no authority', 'localhost', () => ({ sslmode: 'verify-full' }), /certificate/],
        [
          'another host',
          '127.0.0.1',
          () => ({ sslmode: 'verify-full', sslrootcert: files?.authority }),
          /altnames/,
        ],
        [
          'no such file',
          'localhost',
          () => ({ sslmode: 'verify-full', sslrootcert: '/nowhere.pem' }),
          /nowhere\.pem/,
        ],
        ['no such mode', 'localhost', () => ({ sslmode: 'verify' }), /sslmode/],
      ])('is refused in words without the password: %s', async (_, host, parameters, words) => {
        const error = await openDatabase(at(host, parameters())).catch(error => error)
        expect(error).toBeInstanceOf(DatabaseUnusable)
        expect(error.message).toMatch(words)
        expect(Bun.inspect(error)).not.toContain('hunter2')
      })

      async function isEncrypted(db: Database): Promise<boolean> {
        const [row] =
          name === 'PostgreSQL'
            ? await db.read.select({ is: sql`ssl` }).from(sql`pg_stat_ssl where pid = pg_backend_pid()`)
            : await db.read
                .select({ is: sql`variable_value` })
                .from(sql`information_schema.session_status where variable_name = 'ssl_cipher'`)
        return Boolean(row?.is)
      }
    },
  )
