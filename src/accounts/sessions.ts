import { appendAudit } from '#db/audit.ts'
import { type Database, type Reader, type Tx, unlessBusy } from '#db/index.ts'
import type { Session, User } from '#db/schema.ts'
import {
  deleteSession,
  deleteSessionOf,
  deleteSessionsOf,
  findSessionByHash,
  insertSession,
  markSessionSeen,
  renewSession,
} from '#db/sessions.ts'
import { findSetting } from '#db/settings.ts'
import { hourMs, minuteMs } from '../durations.ts'
import { notFound } from '../errors.ts'
import { asImpersonated, endImpersonation } from './impersonate.ts'
import { findRoles } from './permissions.ts'
import { hashSecret, mintSecret } from './tokens.ts'

/** A session ends this long after its start ... */
const sessionMsMax = 12 * hourMs
/** ... or, where the person asked to be remembered, this long. */
export const rememberedMsMax = 30 * 24 * hourMs
/** A proof to be oneself lasts, for looking, until the session was not used for so long. */
const proofIdleMsMax = 8 * hourMs
/** Writing down every visit would make a write of every read. */
const seenEveryMs = minuteMs
/** A remembered session changes its secret this often ... */
const rotateEveryMs = 12 * hourMs
/** ... and requests that were on their way may still come with the old one. */
const oldSecretMsMax = minuteMs

/** The person behind a request, and what they may do. */
export interface Viewer {
  id: number
  user: User
  /** An administrator's own while they look at the site as another person. */
  session: Session
  roles: string[]
  /** Set while an administrator looks at the site as this person. */
  impersonator?: { endsAt: number }
}

/** Where a request comes from. */
export interface Client {
  address: string | null
  agent: string | null
}

/** Whether a person may not come in any more. */
const isOver = ({ disabledAt, guestUntil }: User, now: number) =>
  disabledAt !== null || (guestUntil !== null && guestUntil <= now)

/** Starts a session and answers with the cookie's secret, which exists nowhere else. */
export async function startSession(
  tx: Tx,
  userId: number,
  client: Client,
  remember: boolean,
  now: number,
): Promise<string> {
  const { secret, hash } = mintSecret()
  await insertSession(tx, {
    tokenHash: hash,
    userId,
    remember,
    address: client.address,
    agent: client.agent?.slice(0, 200) ?? null,
    createdAt: now,
    seenAt: now,
    strongAuthAt: now,
    rotatedAt: now,
    expiresAt: now + (remember ? rememberedMsMax : sessionMsMax),
  })
  return secret
}

/** The viewer behind a cookie; nothing when the session is over or its person may not come in any more. */
export async function findViewer(db: Reader, secret: string, now: number): Promise<Viewer | undefined> {
  const hash = hashSecret(secret)
  const found = await findSessionByHash(db, hash)
  if (!found) return
  const { session, user } = found
  const idleMsMax = (await findSetting(db, 'idleMinutes')) * minuteMs
  const idle = !session.remember && now - session.seenAt > idleMsMax
  const old = session.tokenHash !== hash && now - (session.rotatedAt ?? 0) > oldSecretMsMax
  if (idle || old || session.expiresAt <= now || isOver(user, now)) return
  const viewer = { id: user.id, user, session, roles: await findRoles(db, user) }
  return await asImpersonated(db, viewer, now)
}

/**
 * Lets a visitor in by their cookie and notes, at most once a minute, that they were here. A remembered session gets
 * a new secret twice a day, to be set as the cookie; an old secret that turns up later was copied, so whoever shows
 * it, thief or owner, ends the session for both.
 * @param isPoll an open page asks by itself: nobody is there
 */
export async function admit(
  db: Database,
  secret: string,
  now: number,
  isPoll = false,
): Promise<{ viewer: Viewer; renewed?: string } | undefined> {
  const viewer = await findViewer(db.read, secret, now)
  if (!viewer) return void (await endStolenSession(db, hashSecret(secret), now))
  const { session } = viewer
  if (now - session.seenAt > proofIdleMsMax) session.strongAuthAt = null
  if (isPoll) return { viewer }
  const write = <T>(work: (tx: Tx) => Promise<T>) => db.write(work).catch(unlessBusy)
  if (session.impersonatedId !== null && !viewer.impersonator)
    await write(tx => endImpersonation(tx, session, now))
  if (session.remember && now - (session.rotatedAt ?? 0) > rotateEveryMs) {
    const { secret: renewed, hash } = mintSecret()
    const changes = {
      tokenHash: hash,
      previousHash: session.tokenHash,
      rotatedAt: now,
      seenAt: now,
      strongAuthAt: session.strongAuthAt,
    }
    const isMine = await write(tx => renewSession(tx, session, changes))
    return { viewer, renewed: isMine ? renewed : undefined }
  }
  if (now - session.seenAt >= seenEveryMs) await write(tx => markSessionSeen(tx, session, now))
  return { viewer }
}

async function endStolenSession(db: Database, hash: string, now: number): Promise<void> {
  const found = await findSessionByHash(db.read, hash)
  if (!found || found.session.tokenHash === hash) return
  const { id, userId, address } = found.session
  await db.write(async tx => {
    await deleteSession(tx, id)
    await appendAudit(tx, { at: now, actorId: userId, action: 'session_stolen', address })
  })
}

/** Gives the viewer's session a new secret, so that whoever knew the old one is out; `changes` go with it. */
export async function renew(tx: Tx, { session }: Viewer, changes: Partial<Session> = {}): Promise<string> {
  const { secret, hash } = mintSecret()
  await renewSession(tx, session, { ...changes, tokenHash: hash, previousHash: null })
  return secret
}

export async function endSession(db: Database, { session }: Viewer, now: number): Promise<void> {
  await db.write(async tx => {
    await endImpersonation(tx, session, now)
    await deleteSession(tx, session.id)
  })
}

/** Ends one of the viewer's own sessions. @throws AppError not_found */
export async function endSessionOf(db: Database, viewer: Viewer, id: number, now: number): Promise<void> {
  await db.write(async tx => {
    if (!(await deleteSessionOf(tx, viewer.id, id))) throw notFound('session')
    await appendAudit(tx, { at: now, actorId: viewer.id, action: 'session_ended', subject: `session:${id}` })
  })
}

/** Ends all of the viewer's sessions but this one, and says how many. */
export async function endOtherSessions(db: Database, viewer: Viewer, now: number): Promise<number> {
  return await db.write(async tx => {
    await appendAudit(tx, { at: now, actorId: viewer.id, action: 'other_sessions_ended' })
    return await deleteSessionsOf(tx, viewer.id, viewer.session.id)
  })
}
