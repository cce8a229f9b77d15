import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openDatabase } from '#db/index.ts'
import { findSessionByHash } from '#db/sessions.ts'
import { startSession } from '#src/accounts/sessions.ts'
import { hashSecret } from '#src/accounts/tokens.ts'
import { readConfig } from '#src/config.ts'
import { openFiles } from '#src/files.ts'
import { csrfToken } from '#src/plugins/csrf.ts'
import { openKeys } from '#src/secrets.ts'
import { browser } from '../support/house.ts'
import { member } from '../support/people.ts'
import { startServer } from '../support/server.ts'

const main = resolve(import.meta.dir, '../../src/main.ts')

/** A data folder with Ada, signed in; the real web server on it without workers; and the test's own way to its rows. */
export async function openWebWorld() {
  const data = mkdtempSync(join(tmpdir(), 'bioce-test-'))
  const config = readConfig({ BIOCE_DATA: data })
  const db = openDatabase(config.databaseUrl)
  const keys = openKeys(config.secretsFile)
  const ada = await db.write(tx => member(tx, 'ada', { limits: { studiesMax: 1000, analysesMax: 1000 } }))

  /** Another browser of Ada's: what its requests carry. */
  async function signIn() {
    const secret = await db.write(tx => startSession(tx, ada.id, browser, false, Date.now()))
    const { session } = (await findSessionByHash(db.read, hashSecret(secret)))!
    return { session, cookie: `sid=${secret}`, csrf: csrfToken(keys.csrf, `session:${session.id}`) }
  }

  return {
    data,
    db,
    ada,
    files: openFiles(join(data, 'userData'), join(data, 'failedAnalyses')),
    signIn,
    startWeb: (env: Record<string, string> = {}) =>
      startServer({ command: [process.execPath, main, 'web'], data, env }),
    close() {
      db.close()
      rmSync(data, { recursive: true, force: true })
    },
  }
}
