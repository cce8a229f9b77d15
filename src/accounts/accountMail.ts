import type { Tx } from '#db/index.ts'
import { enqueueMail } from '#db/queue.ts'
import type { Json, Mail, Purpose, User } from '#db/schema.ts'
import { insertToken, voidTokensOf, voidTokensTo } from '#db/tokens.ts'
import { findUser, findUserByEmail } from '#db/users.ts'
import { hourMs } from '../durations.ts'
import { mintSecret } from './tokens.ts'

/** The mails about accounts, with what their templates in views/emails need. */
export interface AccountMails {
  confirm: {}
  already_registered: {}
  reset: {}
  password_changed: { address: string | null }
  change_email: {}
  email_changed: { newEmail: string }
  new_device: { address: string | null; agent: string | null }
  factor_changed: {
    change:
      | 'totp_added'
      | 'passkey_added'
      | 'removed'
      | 'removed_by_administrator'
      | 'recovery_used'
      | 'codes_renewed'
  }
  role_changed: { role: string; isHeld: boolean }
  account_requested: { requestId: number }
  request_received: { name: string }
  request_approved: {}
  request_refused: { name: string; answer: string | null }
  invitation: { inviter: string }
  identity_connected: { provider: string }
  question: { from: string; question: string }
  token_made: { name: string; scope: string; days: number }
}

export type AccountMailKind = keyof AccountMails

/** Writes a mail in the transaction of the change that it is about; a worker sends it. */
export async function enqueueAccountMail<K extends AccountMailKind>(
  tx: Tx,
  kind: K,
  to: { email: string; userId?: number },
  facts: AccountMails[K],
  now: number,
): Promise<void> {
  await enqueueMail(tx, { kind, userId: to.userId, email: to.email, facts: facts as Json }, now)
}

export const toUser = (user: User) => ({ email: user.email, userId: user.id })

/** For how many hours the link in a mail works, by the kind of the mail. */
export const linkHours = {
  confirm: 24,
  request_approved: 24,
  reset: 1,
  change_email: 1,
  invitation: 168,
} as const

/** What the secret in the link of such a mail is for. */
const purposes: Record<keyof typeof linkHours, Purpose> = {
  confirm: 'confirm',
  request_approved: 'confirm',
  reset: 'reset',
  change_email: 'change_email',
  invitation: 'invite',
}

const hasLink = (kind: string): kind is keyof typeof linkHours => Object.hasOwn(linkHours, kind)

/** What a template is given beside the facts in the mail's row. */
export interface Addressed {
  /** The template: whoever asks for a confirmation they have no need of is told that they have an account. */
  kind: string
  firstName: string | null
  /** The secret of the link, minted for this one sending; older ones of its kind stop working. */
  secret: string | null
}

/**
 * Addresses a mail at the moment it is sent, so that no secret lies in the outbox. Undefined when it is not to be
 * sent: nobody has the address any more, or asked with one that has no account.
 */
export async function resolveRecipient(tx: Tx, mail: Mail, now: number): Promise<Addressed | undefined> {
  const user = mail.userId ? await findUser(tx, mail.userId) : await findUserByEmail(tx, mail.email)
  const needsUser = mail.userId !== null || mail.kind === 'reset' || mail.kind === 'confirm'
  if (needsUser && (!user || user.disabledAt !== null)) return
  const kind = mail.kind === 'confirm' && user?.confirmedAt ? 'already_registered' : mail.kind
  const firstName = user?.firstName ?? null
  if (!hasLink(kind)) return { kind, firstName, secret: null }
  const purpose = purposes[kind]
  const { secret, hash } = mintSecret()
  if (user) await voidTokensOf(tx, user.id, purpose)
  else await voidTokensTo(tx, mail.email, purpose)
  await insertToken(tx, {
    purpose,
    hash,
    userId: user?.id,
    email: mail.email,
    createdAt: now,
    expiresAt: now + linkHours[kind] * hourMs,
  })
  return { kind, firstName, secret }
}

/** Voids every link that a person has not used yet. */
export async function voidLinks(tx: Tx, userId: number): Promise<void> {
  for (const purpose of ['confirm', 'reset', 'change_email'] as const) await voidTokensOf(tx, userId, purpose)
}
