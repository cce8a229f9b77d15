import { eq, sql } from 'drizzle-orm'
import type { Reader, Tx } from './index.ts'
import { prepared } from './prepared.ts'
import { type Json, settings } from './schema.ts'

/** What administrators decide while the site runs, each with its type and what holds until they do. */
const settingDefaults = {
  /** Shown on top of every page; empty for none. */
  banner: '',
  /** Until when it is; 0 for as long as it stands. */
  bannerEndsAt: 0,
  /** Who gets in: open, read-only or closed (see admin/maintenance). */
  access: 'open',
  /** No job is started while this is true. */
  queuePaused: false,
  /** Who may open an account: academic, approval, open or invitation (see accounts/register). */
  registration: 'academic',
  /** Days after which an administrator must have a second factor. */
  factorGraceDays: 7,
  /** The address at which people reach the administrators; empty for none. */
  contact: '',
  /** What the site is called; empty for the program's name. */
  siteName: '',
  /** Who runs the site and answers for the data: a name with its address, on one line. */
  operator: '',
  /** Where the data is, such as an institute and a country. */
  hosting: '',
  /** When the operator's terms or privacy statement last changed; 0 while the program's own hold. */
  textsChangedAt: 0,
  /** When the published sample was last calculated to see whether analyses work; 0 for never. */
  selfTestAt: 0,
  /** What was wrong then, in a sentence; empty for nothing. */
  selfTestFault: '',
  /** How long that took. */
  selfTestSeconds: 0,
  /** The newest version of the program that its release page tells of; empty for none. */
  newestVersion: '',
  /** When that page was last asked. */
  newestAskedAt: 0,
  /** When a test mail was last sent, in full. */
  mailTestedAt: 0,
  /** The list of first steps is not shown on the overview. */
  firstStepsHidden: false,
  /** Minutes without a request after which a session is over, unless its person asked to be remembered. */
  idleMinutes: 240,
  /** Days after its last use that a study is kept; 0 for ever (see studies/retention). */
  retentionDays: 0,
  /** Whether people may work without an account: yes, no, or on this machine alone (see accounts/guests). */
  guests: 'loopback',
  /** Guests at a time. */
  guestsMax: 100,
  /** Days after which a guest goes with everything that is theirs. */
  guestDays: 7,
  /** The largest upload of a guest, in MB. */
  guestUploadMb: 10,
  /** Who last passed on a request with X-Forwarded-For without being trusted; empty for nobody. */
  untrustedProxy: '',
  /** When that was. */
  untrustedProxyAt: 0,
  /** What the folder of files is marked with, where several machines may use the database (see filesMark). */
  filesMark: '',
} as const satisfies Record<string, Json>

type Defaults = typeof settingDefaults
export type SettingKey = keyof Defaults
export type SettingValue<K extends SettingKey> = Widen<Defaults[K]>
type Widen<T> = T extends boolean ? boolean : T extends string ? string : T extends number ? number : T

export const isSettingKey = (key: string): key is SettingKey => Object.hasOwn(settingDefaults, key)

export async function findSetting<K extends SettingKey>(db: Reader, key: K): Promise<SettingValue<K>> {
  const [row] = await settingByKey(db).all({ key })
  return (row?.value ?? settingDefaults[key]) as SettingValue<K>
}

/** Whether an administrator has decided it, even if for what holds by default. */
export async function isDecided(db: Reader, key: SettingKey): Promise<boolean> {
  return (await settingByKey(db).all({ key })).length > 0
}

const settingByKey = prepared(db =>
  db
    .select()
    .from(settings)
    .where(eq(settings.key, sql.placeholder('key')))
    .prepare(),
)

type Settings = { [K in SettingKey]: Widen<Defaults[K]> }

/** All of them as they hold now. */
export async function listSettings(db: Reader): Promise<Settings> {
  const rows = await allSettings(db).all()
  return { ...settingDefaults, ...Object.fromEntries(rows.map(({ key, value }) => [key, value])) }
}

const allSettings = prepared(db =>
  db.select({ key: settings.key, value: settings.value }).from(settings).prepare(),
)

export async function setSetting<K extends SettingKey>(
  tx: Tx,
  key: K,
  value: SettingValue<K>,
  now: number,
): Promise<void> {
  await tx
    .insert(settings)
    .values({ key, value, updatedAt: now })
    .onConflictDoUpdate({ target: settings.key, set: { value, updatedAt: now } })
}
