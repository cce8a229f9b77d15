import { expect } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Database } from '#db/index.ts'
import { listMailsTo } from '#db/mails.ts'
import { createCheckAtOnce } from '#jobs/checkAtOnce.ts'
import { localExecutor } from '#jobs/executors/local.ts'
import { type AccountMailKind, resolveRecipient } from '#src/accounts/accountMail.ts'
import { hashPassword } from '#src/accounts/passwords.ts'
import { type Client, findViewer, startSession, type Viewer } from '#src/accounts/sessions.ts'
import { readConfig } from '#src/config.ts'
import { AppError } from '#src/errors.ts'
import { openFiles } from '#src/files.ts'
import type { Key } from '#src/secrets.ts'
import { freshDatabase, temporaryFolder } from './database.ts'
import { member, noon } from './people.ts'
import { program } from './program.ts'

export const goodPassword = 'quiet harbour lantern'
export const otherPassword = 'winter orchard telescope'
export const browser: Client = { address: '192.0.2.7', agent: 'Test browser' }

/** A server's things without a server: database, keys, settings and folders of its own. */
export function openAccounts() {
  const folder = temporaryFolder()
  const key = (): Key => ({ current: randomBytes(32), before: null })
  const db = freshDatabase()
  return {
    db,
    keys: { csrf: key(), proofs: key(), factors: key() },
    config: readConfig({ BIOCE_DATA: folder, BIOCE_DATABASE_URL: db.path }),
    files: openFiles(join(folder, 'userData'), join(folder, 'failedAnalyses')),
    folder,
    runCheck: createCheckAtOnce({
      executor: localExecutor,
      checkCommand: [...program, 'check'],
    }),
  }
}

let hash: Promise<string> | undefined

/** A member who can sign in with `goodPassword` (hashed once for all of them). */
export async function memberWithPassword(
  db: Database,
  name: string,
  facts: Parameters<typeof member>[2] = {},
) {
  hash ??= hashPassword(goodPassword)
  const passwordHash = await hash
  return await db.write(tx => member(tx, name, { passwordHash, ...facts }))
}

/** The person as a request of theirs would find them, in a new session. */
export async function viewerOf(db: Database, userId: number, now = noon): Promise<Viewer> {
  const secret = await db.write(tx => startSession(tx, userId, browser, false, now))
  return (await findViewer(db.read, secret, now))!
}

export async function mailKindsTo(db: Database, email: string): Promise<string[]> {
  return (await listMailsTo(db.read, email)).map(mail => mail.kind).reverse()
}

/** The secret in the link of the newest mail of a kind, minted as the worker would when it sends it. */
export async function linkTo(
  db: Database,
  email: string,
  kind: AccountMailKind,
  now = noon,
): Promise<string> {
  const mail = (await listMailsTo(db.read, email)).find(each => each.kind === kind)
  if (!mail) throw new Error(`${email} has no mail of the kind ${kind}`)
  return (await db.write(tx => resolveRecipient(tx, mail, now)))!.secret!
}

/** Expects a mistake of this kind, and answers with it. */
export async function mistake(promise: Promise<unknown>, kind: AppError['kind']): Promise<AppError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof AppError)) throw error ?? new Error(`expected the mistake "${kind}"; there was none`)
  expect(error.kind).toBe(kind)
  return error
}
