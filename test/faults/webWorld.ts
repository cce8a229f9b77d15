import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findDraft } from '#db/drafts.ts'
import { openDatabase } from '#db/index.ts'
import { findSessionByHash } from '#db/sessions.ts'
import { startWorker } from '#jobs/worker.ts'
import { startSession } from '#src/accounts/sessions.ts'
import { hashSecret } from '#src/accounts/tokens.ts'
import { readConfig } from '#src/config.ts'
import { openFiles } from '#src/files.ts'
import { csrfToken, maskToken } from '#src/plugins/csrf.ts'
import { openKeys } from '#src/secrets.ts'
import { browser } from '../support/accounts.ts'
import { member } from '../support/people.ts'
import { program } from '../support/program.ts'
import { startServer } from '../support/server.ts'
import { until } from '../support/until.ts'
import { workOptions } from '../support/work.ts'

/** A data folder with Ada, signed in; the real web server on it; and the test's own way to its rows. */
export async function openWebWorld({ inflatedBytesMax = 100e6, folder = '', checks = true } = {}) {
  const data = folder || mkdtempSync(join(tmpdir(), 'bioce-test-'))
  const config = readConfig({ BIOCE_DATA: data })
  const db = await openDatabase(config.databaseUrl)
  const keys = openKeys(config.secretsFile)
  const ada = await db.write(tx => member(tx, 'ada', { limits: { studiesMax: 1000, analysesMax: 1000 } }))

  // A worker that checks uploads and leaves analyses waiting.
  const { options } = workOptions(db, data, { inflatedBytesMax })
  const worker = checks && (await startWorker({ ...options, lanes: [{ kinds: ['check'], slots: 2 }] }))

  /** Another browser of Ada's, or somebody's: what its requests carry. */
  async function signIn(person = ada) {
    const secret = await db.write(tx => startSession(tx, person.id, browser, false, Date.now()))
    const { session } = (await findSessionByHash(db.read, hashSecret(secret)))!
    return {
      session,
      cookie: `sid=${secret}`,
      csrf: maskToken(csrfToken(keys.csrf.current, `session:${session.id}`)),
    }
  }

  /** Waits for the check of an upload, and answers with its page. */
  async function checked(origin: string, path: string, cookie: string): Promise<string> {
    const id = Number(path.split('/').at(-1))
    await until(async () => ['done', 'failed'].includes((await findDraft(db.read, id))!.state))
    return await (await fetch(origin + path, { headers: { cookie, accept: 'text/html' } })).text()
  }

  return {
    data,
    db,
    ada,
    files: openFiles(join(data, 'userData'), join(data, 'failedAnalyses')),
    signIn,
    startWeb: (env: Record<string, string> = {}) => startServer({ command: [...program, 'web'], data, env }),
    checked,
    /** Uploads a small study, and answers with the page of its check. */
    async uploaded(origin: string, name: string): Promise<string> {
      const { cookie, csrf } = await signIn()
      const headers = { cookie, 'sec-fetch-site': 'same-origin' }
      const body = studyForm(csrf, name)
      const answer = await fetch(`${origin}/drafts`, { method: 'POST', headers, body, redirect: 'manual' })
      if (answer.status !== 303) throw new Error(`The upload was answered with ${answer.status}.`)
      return await checked(origin, answer.headers.get('location')!, cookie)
    },
    async close() {
      if (worker) await worker.stop(0)
      db.close()
      if (!folder) rmSync(data, { recursive: true, force: true })
    },
  }
}

/** A small study: a curve of 40 points and the profiles of three models. */
export function studyForm(csrf: string, name: string): FormData {
  const q = Array.from({ length: 40 }, (_, i) => 0.01 + i * 0.01)
  const form = new FormData()
  form.set('csrf', csrf)
  form.set('name', name)
  form.set('uploadKey', `key of ${name}`)
  form.set('unit', '1/A')
  const curve = q.map(q => `${q} ${100 * Math.exp(-q * q * 80)} 0.5\n`).join('')
  const profiles = q.map(q => [60, 80, 90].map(b => Math.exp(-q * q * b)).join(' ')).join('\n')
  form.set('curve', new File([curve], 'curve.dat'))
  form.set('profiles', new File([profiles], 'profiles.txt'))
  return form
}
