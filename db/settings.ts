import { eq } from 'drizzle-orm'
import type { Reader, Tx } from './index.ts'
import { type Json, settings } from './schema.ts'

/** What administrators decide while the site runs, each with its type and what holds until they do. */
export const settingDefaults = {
  /** Shown on top of every page; empty for none. */
  banner: '',
  /** No job is started while this is true. */
  queuePaused: false,
  /** Who may open an account: academic, approval, open or invitation (see accounts/register). */
  registration: 'academic',
  /** Days after which an administrator must have a second factor. */
  factorGraceDays: 7,
} as const satisfies Record<string, Json>

type Defaults = typeof settingDefaults
export type SettingKey = keyof Defaults
type Widen<T> = T extends boolean ? boolean : T extends string ? string : T extends number ? number : T

export async function findSetting<K extends SettingKey>(db: Reader, key: K): Promise<Widen<Defaults[K]>> {
  const [row] = await db.select().from(settings).where(eq(settings.key, key))
  return (row?.value ?? settingDefaults[key]) as Widen<Defaults[K]>
}

export async function setSetting<K extends SettingKey>(
  tx: Tx,
  key: K,
  value: Widen<Defaults[K]>,
  now: number,
): Promise<void> {
  await tx
    .insert(settings)
    .values({ key, value, updatedAt: now })
    .onConflictDoUpdate({ target: settings.key, set: { value, updatedAt: now } })
}
