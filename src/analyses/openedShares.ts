import { breaksReference, type Database, type Reader, unlessBusy } from '#db/index.ts'
import { deleteOpened, listOpened, noteOpened } from '#db/shares.ts'
import { markTokenUsed } from '#db/tokens.ts'
import { isGuest } from '../accounts/guests.ts'
import type { Viewer } from '../accounts/sessions.ts'
import { notFound } from '../errors.ts'
import { openedPrefix } from './sharedAddress.ts'
import { type Shared, showsOf } from './shares.ts'

/**
 * Counts one more look at what was shared, for its owner, who does not learn whose it was; and has a reader with an account
 * find it again.
 */
export async function countUse(
  db: Database,
  { token, owner }: Shared,
  viewer: Viewer | null,
  now: number,
): Promise<void> {
  const isReader = viewer && viewer.id !== owner.id && !viewer.impersonator && !isGuest(viewer.user)
  await db
    .write(async tx => {
      await markTokenUsed(tx, token.id, now)
      if (isReader) await noteOpened(tx, viewer.id, token.id, now)
    })
    .catch(error => (breaksReference(error) ? undefined : unlessBusy(error))) // or its owner has just revoked it
}

/** What others shared with this person by links that were opened before, each with an address that is good for them alone. */
export async function listSharedWith(db: Reader, userId: number, now: number) {
  const found = await listOpened(db, userId, now)
  return found.map(({ opened, ...share }) => ({
    id: opened.id,
    address: `${openedPrefix}${opened.id}`,
    openedAt: new Date(opened.openedAt),
    shared: { ...share, shows: showsOf(share.token) } satisfies Shared,
  }))
}

/** Leaves a link out of the list until it is opened again. @throws AppError not_found */
export async function forgetOpened(db: Database, userId: number, id: number): Promise<void> {
  if (!(await db.write(tx => deleteOpened(tx, userId, id)))) throw notFound('link')
}
