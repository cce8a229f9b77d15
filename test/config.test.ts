import { describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { readConfig, root } from '#src/config.ts'
import { StartError } from '#src/errors.ts'

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
    expect(config.origin).toBe('http://localhost:3000')
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

  test('the origin follows the port', () => {
    expect(readConfig({ BIOCE_PORT: '8080' }).origin).toBe('http://localhost:8080')
  })

  test.each([
    [{ BIOCE_PORT: 'http' }, 'BIOCE_PORT must be a whole number from 0 to 65535; it is "http".'],
    [{ BIOCE_PORT: '70000' }, 'BIOCE_PORT must be a whole number from 0 to 65535; it is "70000".'],
    [{ BIOCE_ORIGIN: 'example.org' }, 'BIOCE_ORIGIN must be a scheme and a host'],
    [{ BIOCE_ORIGIN: 'https://example.org/bioce' }, 'BIOCE_ORIGIN must be a scheme and a host'],
    [{ BIOCE_LOG_LEVEL: 'loud' }, 'BIOCE_LOG_LEVEL must be one of info, debug, warning, error'],
    [{ BIOCE_SMTP_URL: 'mail.example.org' }, 'BIOCE_SMTP_URL must look like smtp://'],
    [{ BIOCE_MAIL_FROM: 'a@b\r\nBcc: c@d' }, 'BIOCE_MAIL_FROM must be an e-mail address'],
    [
      { BIOCE_DATABASE_URL: 'postgres://localhost/bioce' },
      'BIOCE_DATABASE_URL must be the path of a SQLite file',
    ],
    [{ BIOCE_PROT: '3000' }, 'BIOCE_PROT is not a setting of this program'],
  ])('%o is refused in words', (env, message) => {
    expect(messageOf(env as unknown as Record<string, string>)).toContain(message)
  })
})
