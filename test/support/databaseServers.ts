import { type ServerKind, serverOf } from '#db/server/url.ts'
import { findMariadb, startMariadb, withoutMariadb } from './mariadb.ts'
import { findPostgres, startPostgres, withoutPostgres } from './postgres.ts'
import { because } from './skips.ts'

export interface DatabaseServer {
  /** An empty database. */
  create: (name: string) => Promise<string>
  /** Starts it again after it was killed. */
  start: (...settings: string[]) => Promise<void>
  /** All of it, at once, as a power cut would. */
  kill: () => Promise<void>
  remove: () => Promise<void>
}

/** The kinds of database servers that tests start for themselves: on this machine, with nothing in them. */
export const servers: {
  name: string
  kind: ServerKind
  /** Whose processes they are where tests run as root. */
  user: string
  /** Why there is none; empty where it is installed. */
  missing: string
  /** The same for the title of a test. */
  unless: string
  launch: (options?: {
    /** What is committed outlasts a kill. */
    isDurable?: boolean
    /** The files of what it shows to those who connect. */
    encryption?: { certificate: string; key: string }
  }) => Promise<DatabaseServer>
}[] = [
  {
    name: 'PostgreSQL',
    kind: 'postgres',
    user: 'postgres',
    ...whyMissing(findPostgres(), withoutPostgres),
    launch: ({ isDurable, encryption } = {}) =>
      started(startPostgres(findPostgres()!), [
        ...(isDurable ? [] : ['fsync=off', 'autovacuum=off']), // housekeeping would count as commits of the tests
        ...(encryption
          ? ['ssl=on', `ssl_cert_file=${encryption.certificate}`, `ssl_key_file=${encryption.key}`]
          : []),
      ]),
  },
  {
    name: 'MariaDB',
    kind: 'mariadb',
    user: 'mysql',
    ...whyMissing(findMariadb(), withoutMariadb),
    launch: ({ isDurable, encryption } = {}) =>
      started(startMariadb(findMariadb()!), [
        ...(isDurable ? [] : ['innodb-flush-log-at-trx-commit=0']),
        ...(encryption ? [`ssl-cert=${encryption.certificate}`, `ssl-key=${encryption.key}`] : []),
      ]),
  },
]

const kindInUse = serverOf(process.env.TEST_DATABASE ?? '') ?? 'postgres'
export const usualServer = servers.find(each => each.kind === kindInUse)!

function whyMissing(found: unknown, why: string) {
  return found ? { missing: '', unless: '' } : { missing: why, unless: because(why) }
}

async function started(making: Promise<DatabaseServer>, settings: string[]): Promise<DatabaseServer> {
  const server = await making
  await server.start(...settings)
  return { ...server, start: () => server.start(...settings) }
}
