import { describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { adviceOn } from '#src/addressAdvice.ts'
import { readConfig } from '#src/config.ts'
import { StartError } from '#src/errors.ts'
import { root } from '#src/program.ts'
import { settings } from '#src/settings.ts'

const messageOf = (env: Record<string, string>) => {
  try {
    readConfig(env)
  } catch (error) {
    expect(error).toBeInstanceOf(StartError)
    expect((error as StartError).exitCode).toBe(78)
    return (error as Error).message
  }
}

describe('settings', () => {
  test('without any, everything lies in the checkout', () => {
    const config = readConfig({})
    expect(config.userData).toBe(join(root, 'userData'))
    expect(config.databaseUrl).toBe(join(root, 'db/bioce.sqlite'))
    expect(config.origins).toEqual(['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000'])
  })

  test('BIOCE_DATA moves userData, failedAnalyses, logs and the database', () => {
    const config = readConfig({ BIOCE_DATA: '/srv/bioce' })
    expect([
      config.userData,
      config.failedAnalyses,
      config.logs,
      config.databaseUrl,
      config.secretsFile,
    ]).toEqual([
      '/srv/bioce/userData',
      '/srv/bioce/failedAnalyses',
      '/srv/bioce/logs',
      '/srv/bioce/db/bioce.sqlite',
      '/srv/bioce/db/secrets.json',
    ])
  })

  test('a continuous copy is for a database in a file', () => {
    expect(readConfig({ BIOCE_REPLICA: '/mnt/replica' }).replica).toBe('/mnt/replica')
    const server = { BIOCE_REPLICA: '/mnt/replica', BIOCE_DATABASE_URL: 'postgres://bioce:x@localhost/bioce' }
    expect(messageOf(server)).toContain('BIOCE_REPLICA copies a database in a file.')
  })

  test('what is empty or blank counts as not set', () => {
    const names = Object.keys(settings)
    const { isTrustedProxy: _, ...blank } = readConfig(Object.fromEntries(names.map(name => [name, ' '])))
    const { isTrustedProxy: __, ...unset } = readConfig({})
    expect(blank).toEqual(unset)
    expect([blank.origin, blank.runningPerUserMax]).toEqual(['http://localhost:3000', 256])
  })

  test('the origin follows the port', () => {
    expect(readConfig({ BIOCE_PORT: '8080' }).origin).toBe('http://localhost:8080')
  })

  test('the site may have several addresses, and a path below all of them', () => {
    const { origins, origin, base, isOriginSet } = readConfig({
      BIOCE_ORIGIN: 'https://Lab.example.org/bioce/, http://bioce.intranet:8080/bioce',
    })
    expect(origins).toEqual(['https://lab.example.org', 'http://bioce.intranet:8080'])
    expect([origin, base, isOriginSet]).toEqual(['https://lab.example.org', '/bioce', true])
    expect(readConfig({ BIOCE_ORIGIN: ' ' })).toMatchObject({ base: '', isOriginSet: false })
  })

  test.each<[string, Record<string, string>, string[]]>([
    ['a loopback address', {}, []],
    ['an address with TLS', { BIOCE_HOST: '0.0.0.0', BIOCE_ORIGIN: 'https://lab.example.org' }, []],
    ['the network without an address', { BIOCE_HOST: '0.0.0.0' }, ['answers to localhost only']],
    [
      'an address without TLS',
      { BIOCE_ORIGIN: 'https://a.example,http://lab:3000' },
      ['What people send to http://lab:3000 travels unencrypted'],
    ],
  ])('advice on %s', (_, env, expected) => {
    const advice = adviceOn(readConfig(env))
    expect(advice.length).toBe(expected.length)
    for (const [i, words] of expected.entries()) expect(advice[i]).toContain(words)
  })

  test.each<[Record<string, string>, string]>([
    [{ BIOCE_PORT: 'http' }, 'BIOCE_PORT must be a whole number from 0 to 65535; it is "http".'],
    [{ BIOCE_PORT: '70000' }, 'BIOCE_PORT must be a whole number from 0 to 65535; it is "70000".'],
    [{ BIOCE_ORIGIN: 'example.org' }, 'BIOCE_ORIGIN must be a scheme, a host and perhaps a path'],
    [{ BIOCE_ORIGIN: 'https://example.org/?a' }, 'BIOCE_ORIGIN must be a scheme, a host'],
    [{ BIOCE_ORIGIN: 'https://a.example/x,https://b.example' }, 'BIOCE_ORIGIN must have the same path'],
    [{ BIOCE_ORIGIN: 'https://a.example,http://a.example' }, 'BIOCE_ORIGIN must not name a host twice'],
    [{ BIOCE_TRUSTED_PROXIES: 'nginx' }, 'BIOCE_TRUSTED_PROXIES must be addresses or networks'],
    [{ BIOCE_TRUSTED_PROXIES: '10.0.0.0/33' }, 'BIOCE_TRUSTED_PROXIES must be addresses or networks'],
    [{ BIOCE_LOG_LEVEL: 'loud' }, 'BIOCE_LOG_LEVEL must be one of info, debug, warning, error'],
    [{ BIOCE_SMTP_URL: 'mail.example.org' }, 'BIOCE_SMTP_URL must look like smtp://'],
    [{ BIOCE_MAIL_FROM: 'a@b\r\nBcc: c@d' }, 'BIOCE_MAIL_FROM must be an e-mail address'],
    [
      { BIOCE_DATABASE_URL: 'oracle://localhost/bioce' },
      'BIOCE_DATABASE_URL must be the path of a SQLite file, or a database on a server',
    ],
    [{ BIOCE_EXECUTOR: 'slurm' }, 'set BIOCE_CLUSTER_FOLDER to a folder that this machine and the nodes see'],
    [{ BIOCE_CLUSTER_FOLDER: 'scratch' }, 'BIOCE_CLUSTER_FOLDER must be an absolute path'],
    [{ BIOCE_SLURM_OPTIONS: '--account=lab -p main' }, 'not -p'],
    [{ BIOCE_SLURM_OPTIONS: '--export=ALL' }, 'not --export=ALL'],
    [{ BIOCE_PROT: '3000' }, 'BIOCE_PROT is not a setting of this program'],
  ])('%o is refused in words', (env, message) => {
    expect(messageOf(env as unknown as Record<string, string>)).toContain(message)
  })

  test('tell of a cluster', () => {
    const slurm = { BIOCE_EXECUTOR: 'slurm', BIOCE_CLUSTER_FOLDER: '/scratch/here=/scratch/there' }
    expect(readConfig({ ...slurm, BIOCE_SLURM_OPTIONS: ' --account=lab  --exclusive ' })).toMatchObject({
      slots: 64,
      cluster: {
        folder: { here: '/scratch/here', there: '/scratch/there' },
        options: ['--account=lab', '--exclusive'],
      },
    })
    expect(readConfig({ BIOCE_CLUSTER_FOLDER: '/scratch' }).cluster).toBeUndefined()
  })
})
