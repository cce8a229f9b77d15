import { deleteAccountRequestsOf } from '#db/accountRequests.ts'
import { deleteAnalysisOf, listAnalysesOf } from '#db/analyses.ts'
import { appendAudit } from '#db/audit.ts'
import type { Database } from '#db/index.ts'
import { deleteMailsTo } from '#db/mails.ts'
import { deleteTokensTo } from '#db/tokens.ts'
import { deleteUser, listUsersWithRole } from '#db/users.ts'
import { stop } from '../analyses/cancel.ts'
import { AppError, refuse } from '../errors.ts'
import type { Files } from '../files.ts'
import { forgetLetters, outboxOf } from '../mail.ts'
import { normaliseEmail } from './email.ts'
import { checkOwnPassword } from './ownPassword.ts'
import type { Client, Viewer } from './sessions.ts'
import { forgetTries } from './throttle.ts'

/**
 * Deletes the viewer's account: what runs is stopped; rows, sessions, mails and requests go in one transaction, the
 * files after it. The audit keeps the number of the account and nothing that tells whose it was.
 * @param typed the person's own address, as confirmation
 * @throws AppError invalid, conflict for the last administrator
 */
export async function deleteAccount(
  { db, files, config }: { db: Database; files: Files; config: { logs: string } },
  viewer: Viewer,
  { typed, password }: { typed: string; password: string },
  client: Client,
  now: number,
): Promise<void> {
  const { id, user } = viewer
  if (normaliseEmail(typed) !== user.email) refuse({ email: `Type your address, ${user.email}, to confirm.` })
  await checkOwnPassword(db, viewer, password, now)
  const analyses = await db.write(async tx => {
    const administrators = await listUsersWithRole(tx, 'superuser')
    if (administrators.length === 1 && administrators[0].id === id)
      throw new AppError('conflict', 'You are the only administrator. Give another person the role first.')
    const theirs = (await listAnalysesOf(tx, id)).map(each => each.analysis)
    for (const analysis of theirs) {
      await stop(tx, analysis.id, now)
      await deleteAnalysisOf(tx, id, analysis.id)
    }
    await deleteMailsTo(tx, user.email)
    await deleteTokensTo(tx, user.email)
    await deleteAccountRequestsOf(tx, user.email)
    await forgetTries(tx, user.email)
    await deleteUser(tx, id)
    await appendAudit(tx, {
      at: now,
      actorId: id,
      action: 'account_deleted',
      subject: `user:${id}`,
      address: client.address,
    })
    return theirs
  })
  await files.discard(files.user(id))
  await forgetLetters(outboxOf(config.logs), user.email)
  for (const analysis of analyses) await files.discard(files.failed(analysis.id))
}
