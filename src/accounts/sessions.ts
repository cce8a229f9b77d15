import type { Database, Reader, Tx } from '#db/index.ts'
import { listRolesOf } from '#db/roles.ts'
import type { Session, User } from '#db/schema.ts'
import { deleteSession, findSessionByHash, insertSession, markSessionSeen } from '#db/sessions.ts'
import { hashSecret, mintSecret } from './tokens.ts'

const hourMs = 3_600_000

/** A session ends this long after its start ... */
export const sessionMsMax = 12 * hourMs
/** ... or, where the person asked to be remembered, this long. */
export const rememberedMsMax = 30 * 24 * hourMs
/** A session that nobody used for this long is over. */
const idleMsMax = 4 * hourMs
/** Writing down every visit would make a write of every read. */
const seenEveryMs = 60_000

/** The person behind a request, and what they may do. */
export interface Viewer {
  id: number
  user: User
  session: Session
  roles: string[]
}

/** Where a request comes from. */
export interface Client {
  address: string | null
  agent: string | null
}

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
    expiresAt: now + (remember ? rememberedMsMax : sessionMsMax),
  })
  return secret
}

/** The viewer behind a cookie; nothing when the session is over or its person may not come in any more. */
export async function findViewer(db: Reader, secret: string, now: number): Promise<Viewer | undefined> {
  const found = await findSessionByHash(db, hashSecret(secret))
  if (!found) return
  const { session, user } = found
  const idle = !session.remember && now - session.seenAt > idleMsMax
  if (idle || session.expiresAt <= now || user.disabledAt !== null) return
  return { id: user.id, user, session, roles: await listRolesOf(db, user.id) }
}

/** Notes that the viewer was here, at most once a minute. */
export async function noteVisit(db: Database, { session }: Viewer, now: number): Promise<void> {
  if (now - session.seenAt < seenEveryMs) return
  await db.write(tx => markSessionSeen(tx, session.id, now))
}

export async function endSession(db: Database, viewer: Viewer): Promise<void> {
  await db.write(tx => deleteSession(tx, viewer.session.id))
}
