import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { Reader, Tx } from './index.ts'
import { prepared } from './prepared.ts'
import { type Role, roles, userRoles } from './schema.ts'

export async function listRoles(db: Reader): Promise<Role[]> {
  return await db.select().from(roles).orderBy(asc(roles.id))
}

/** Names of the roles that a person holds. */
export async function listRolesOf(db: Reader, userId: number): Promise<string[]> {
  return (await rolesOf(db).all({ userId })).map(row => row.name)
}

const rolesOf = prepared(db =>
  db
    .select({ name: roles.name })
    .from(userRoles)
    .innerJoin(roles, eq(roles.id, userRoles.roleId))
    .where(eq(userRoles.userId, sql.placeholder('userId')))
    .orderBy(asc(roles.id))
    .prepare(),
)

/** The same of several people. */
export async function listRolesBy(db: Reader, userIds: number[]): Promise<Map<number, string[]>> {
  const rows = await db
    .select({ userId: userRoles.userId, name: roles.name })
    .from(userRoles)
    .innerJoin(roles, eq(roles.id, userRoles.roleId))
    .where(inArray(userRoles.userId, userIds))
    .orderBy(asc(roles.id))
  const held = Map.groupBy(rows, row => row.userId)
  return new Map([...held].map(([id, each]) => [id, each.map(({ name }) => name)]))
}

export async function insertRole(tx: Tx, name: string, description: string): Promise<Role> {
  const [role] = await tx.insert(roles).values({ name, description }).returning()
  return role!
}

/** False when there is no such role. Granting twice is granting once. */
export async function grantRole(tx: Tx, userId: number, name: string): Promise<boolean> {
  const [role] = await tx.select().from(roles).where(eq(roles.name, name))
  if (!role) return false
  await tx.insert(userRoles).values({ userId, roleId: role.id }).onConflictDoNothing()
  return true
}

export async function revokeRole(tx: Tx, userId: number, name: string): Promise<void> {
  const [role] = await tx.select().from(roles).where(eq(roles.name, name))
  if (!role) return
  await tx.delete(userRoles).where(and(eq(userRoles.userId, userId), eq(userRoles.roleId, role.id)))
}
