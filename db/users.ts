import { and, asc, eq, gt, inArray, isNotNull, isNull, lte } from 'drizzle-orm'
import type { Reader, Tx } from './index.ts'
import { descending } from './order.ts'
import { activeStates, analyses, type Limits, roles, type User, userRoles, users } from './schema.ts'

export async function findUser(db: Reader, id: number): Promise<User | undefined> {
  const [user] = await db.select().from(users).where(eq(users.id, id))
  return user
}

/** @param email already normalised, as stored */
export async function findUserByEmail(db: Reader, email: string): Promise<User | undefined> {
  const [user] = await db.select().from(users).where(eq(users.email, email))
  return user
}

export async function insertUser(tx: Tx, user: typeof users.$inferInsert): Promise<User> {
  const [inserted] = await tx.insert(users).values(user).returning()
  return inserted!
}

/** Changes what an owner or an administrator may edit; says nothing about whether they may. */
export async function updateUser(
  tx: Tx,
  id: number,
  changes: Partial<typeof users.$inferInsert>,
  now: number,
): Promise<void> {
  await tx
    .update(users)
    .set({ ...changes, updatedAt: now })
    .where(eq(users.id, id))
}

/** Moves the current sign-in to the last one and writes this one down. */
export async function recordSignIn(tx: Tx, user: User, address: string | null, now: number): Promise<void> {
  await tx
    .update(users)
    .set({
      signInCount: user.signInCount + 1,
      lastSignInAt: user.signInAt,
      lastSignInAddress: user.signInAddress,
      signInAt: now,
      signInAddress: address,
    })
    .where(eq(users.id, user.id))
}

/** Confirms once: false when it was confirmed before. */
export async function confirmUser(tx: Tx, id: number, now: number): Promise<boolean> {
  const changed = await tx
    .update(users)
    .set({ confirmedAt: now, updatedAt: now })
    .where(and(eq(users.id, id), isNull(users.confirmedAt)))
    .returning({ id: users.id })
  return changed.length > 0
}

export async function setPasswordHash(tx: Tx, id: number, passwordHash: string, now: number): Promise<void> {
  await updateUser(tx, id, { passwordHash }, now)
}

/** Adds the name of a tour to those its viewer need not be shown again. */
export async function markTourSeen(tx: Tx, user: User, tour: string, now: number): Promise<void> {
  const toursSeen = [...new Set([...(user.toursSeen ?? []), tour])]
  await updateUser(tx, user.id, { toursSeen }, now)
}

export async function setUserLimits(tx: Tx, id: number, limits: Limits | null, now: number): Promise<void> {
  await updateUser(tx, id, { limits }, now)
}

/** Takes everything that belongs to the account with it, by the foreign keys. */
export async function deleteUser(tx: Tx, id: number): Promise<void> {
  await tx.delete(users).where(eq(users.id, id))
}

/** Of those with an account. */
export async function countUsers(db: Reader): Promise<number> {
  return await db.$count(users, isNull(users.guestUntil))
}

export async function countGuests(db: Reader, now: number): Promise<number> {
  return await db.$count(users, gt(users.guestUntil, now))
}

/** Whose time is over. */
export async function listEndedGuests(db: Reader, now: number): Promise<User[]> {
  return await db.select().from(users).where(lte(users.guestUntil, now)).orderBy(asc(users.id))
}

/** From where guests came, once for each of their analyses that waits or runs. */
export async function listAddressesOfGuestsAtWork(db: Reader): Promise<(string | null)[]> {
  const rows = await db
    .select({ address: users.signInAddress })
    .from(users)
    .innerJoin(analyses, eq(analyses.userId, users.id))
    .where(and(isNotNull(users.guestUntil), inArray(analyses.state, activeStates)))
  return rows.map(row => row.address)
}

/** People who hold the role and can sign in: whom errors and account requests are mailed to. */
export async function listUsersWithRole(db: Reader, role: string): Promise<User[]> {
  const rows = await db
    .select({ user: users })
    .from(users)
    .innerJoin(userRoles, eq(userRoles.userId, users.id))
    .innerJoin(roles, eq(roles.id, userRoles.roleId))
    .where(and(eq(roles.name, role), isNotNull(users.confirmedAt), isNull(users.disabledAt)))
    .orderBy(descending(users.signInAt))
  return rows.map(row => row.user)
}
