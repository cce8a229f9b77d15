import { deleteAccountRequestsOf } from '#db/accountRequests.ts'
import { deleteAnalysisOf, listAnalysesOf } from '#db/analyses.ts'
import { appendAudit } from '#db/audit.ts'
import type { Database, Tx } from '#db/index.ts'
import { deleteMailsTo } from '#db/mails.ts'
import type { User } from '#db/schema.ts'
import { deleteTokensTo } from '#db/tokens.ts'
import { deleteUser, findUser } from '#db/users.ts'
import { stop } from '../analyses/cancel.ts'
import type { Config } from '../config.ts'
import { notFound, refuse } from '../errors.ts'
import type { Files } from '../files.ts'
import { deleteOutboxMails, outboxOf } from '../mail.ts'
import { requireAnotherAdministrator } from './administer.ts'
import { normaliseEmail } from './email.ts'
import { checkOwnPassword, type PasswordDeps } from './ownPassword.ts'
import { forgetTries } from './rateLimits.ts'
import type { Client, Viewer } from './sessions.ts'

interface Deps {
  db: Database
  files: Files
  config: Pick<Config, 'logs'>
}

/**
 * Deletes the viewer's account. The audit keeps its number and nothing that tells whose it was.
 * @param typed the person's own address, as confirmation
 * @throws AppError invalid, conflict for the last administrator
 */
export async function deleteAccount(
  deps: Deps & PasswordDeps,
  viewer: Viewer,
  { typed, password }: { typed: string; password: string },
  client: Client,
  now: number,
): Promise<void> {
  const { id, user } = viewer
  if (normaliseEmail(typed) !== user.email) refuse({ email: `Type your address, ${user.email}, to confirm.` })
  await checkOwnPassword(deps, viewer, password, now)
  const written = { at: now, actorId: id, action: 'account_deleted', subject: `user:${id}` }
  await removeUser(deps, id, now, tx => appendAudit(tx, { ...written, address: client.address }))
}

/**
 * Deletes an account, with the mails to its person that wait in the outbox.
 * @param note writes it down in the same transaction
 * @throws AppError not_found, conflict for the last administrator
 */
export async function removeUser(
  deps: Deps,
  id: number,
  now: number,
  note: (tx: Tx) => Promise<void>,
): Promise<void> {
  const { email } = await removePerson(deps, id, now, note)
  await deleteOutboxMails(outboxOf(deps.config.logs), email)
}

/**
 * Removes a person: what runs is stopped; rows, sessions, mails and requests go in one transaction, the files after it.
 * @throws AppError as above
 */
export async function removePerson(
  { db, files }: Pick<Deps, 'db' | 'files'>,
  id: number,
  now: number,
  note: (tx: Tx) => Promise<void>,
): Promise<User> {
  const { user, analyses } = await db.write(async tx => {
    const user = await findUser(tx, id)
    if (!user) throw notFound('user')
    await requireAnotherAdministrator(tx, user)
    const analyses = (await listAnalysesOf(tx, id)).map(each => each.analysis)
    for (const analysis of analyses) {
      await stop(tx, analysis.id, now)
      await deleteAnalysisOf(tx, id, analysis.id)
    }
    await deleteMailsTo(tx, user.email)
    await deleteTokensTo(tx, user.email)
    await deleteAccountRequestsOf(tx, user.email)
    await forgetTries(tx, user.email)
    await deleteUser(tx, id)
    await note(tx)
    return { user, analyses }
  })
  await files.discard(files.user(id))
  for (const analysis of analyses) await files.discard(files.failed(analysis.id))
  return user
}
