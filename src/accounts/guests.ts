import { createHmac, timingSafeEqual } from 'node:crypto'
import { appendAudit } from '#db/audit.ts'
import type { Database, Reader } from '#db/index.ts'
import type { Limits, User } from '#db/schema.ts'
import { findSetting } from '#db/settings.ts'
import { countGuests, findUser, insertUser, listAddressesOfGuestsAtWork, listEndedGuests } from '#db/users.ts'
import type { Config } from '../config.ts'
import { dayMs, minuteMs } from '../durations.ts'
import { AppError } from '../errors.ts'
import type { Files } from '../files.ts'
import { goodKeys, type Key } from '../secrets.ts'
import { isLoopback } from '../settingTexts.ts'
import { removePerson } from './deleteAccount.ts'
import { checkRate, networkOf, rateLimits } from './rateLimits.ts'
import { type Client, startSession } from './sessions.ts'

/**
 * People without an account. A guest is a person without an address and a password, so that everything that holds for
 * people holds for them: what is theirs, how much, and who sees it. Their way back is a link that is sealed by us, and
 * after a few days they are removed with everything that is theirs.
 */

/** Analyses at a time: those of one guest that run, and those of all guests at one address that wait or run. */
export const guestRuns = { each: 1, perAddress: 3 } as const
/** Where short analyses have no slot of their own, a guest's may take so long. */
const runMsDefault = 2 * minuteMs

const limitsOfGuest = (uploadMb: number): Limits => ({
  studiesMax: 3,
  analysesMax: 10,
  runningMax: guestRuns.each,
  uploadBytesMax: uploadMb * 1e6,
  storageBytesMax: 5 * uploadMb * 1e6,
})

/** The most that all guests together may keep. */
export async function guestBytesMax(db: Reader): Promise<number> {
  const { storageBytesMax = 0 } = limitsOfGuest(await findSetting(db, 'guestUploadMb'))
  return storageBytesMax * (await findSetting(db, 'guestsMax'))
}

export const isGuest = ({ guestUntil }: Pick<User, 'guestUntil'>): boolean => guestUntil !== null

/** Whether people may work without an account at this address of the site. */
export async function admitsGuests(db: Reader, origin: string): Promise<boolean> {
  const who = await findSetting(db, 'guests')
  return who === 'everywhere' || (who === 'loopback' && isLoopback(new URL(origin).hostname))
}

/**
 * Makes a guest and starts their session.
 * @returns the guest, and the session's secret
 * @throws AppError forbidden where guests are not admitted, too_many, conflict where there are enough
 */
export async function startGuest(
  db: Database,
  origin: string,
  client: Client,
  now: number,
): Promise<{ user: User; secret: string }> {
  if (!(await admitsGuests(db.read, origin)))
    throw new AppError('forbidden', 'On this server people need an account to work. Sign in, or open one.')
  const network = networkOf(client.address ?? 'unknown')
  await db.write(tx => checkRate(tx, rateLimits.guestByAddress, network, now))
  return await db.write(async tx => {
    if ((await countGuests(tx, now)) >= (await findSetting(tx, 'guestsMax')))
      throw new AppError(
        'too_many',
        'As many people as this server allows work on it without an account. Open an account, or try again tomorrow.',
      )
    const user = await insertUser(tx, {
      email: `guest-${crypto.randomUUID()}@guests.invalid`, // nobody's, and never written to
      firstName: 'Guest',
      lastName: '',
      limits: limitsOfGuest(await findSetting(tx, 'guestUploadMb')),
      signInAddress: client.address,
      guestUntil: now + (await findSetting(tx, 'guestDays')) * dayMs,
      createdAt: now,
      updatedAt: now,
    })
    await appendAudit(tx, { at: now, actorId: user.id, action: 'guest_started', address: client.address })
    return { user, secret: await startSession(tx, user.id, client, true, now) }
  })
}

/** What stands in the link of a guest. It follows from their number and our key, and is kept nowhere. */
export function linkSecretOf({ current }: Key, user: Pick<User, 'id' | 'createdAt'>): string {
  return `${user.id}.${sealOf(current, user)}`
}

/** The guest of a link, until their time is over. */
export async function findGuest(
  db: Reader,
  key: Key,
  secret: string,
  now: number,
): Promise<User | undefined> {
  const [id = '', seal = ''] = secret.split('.')
  const user = /^\d{1,15}$/.test(id) ? await findUser(db, Number(id)) : undefined
  if (!user || user.disabledAt !== null || (user.guestUntil ?? 0) <= now) return
  const given = Buffer.from(seal)
  const fits = (expected: Buffer) => given.length === expected.length && timingSafeEqual(given, expected)
  return goodKeys(key, now).some(each => fits(Buffer.from(sealOf(each, user)))) ? user : undefined
}

const sealOf = (key: Buffer, { id, createdAt }: Pick<User, 'id' | 'createdAt'>) =>
  createHmac('sha256', key).update(`guest ${id} ${createdAt}`).digest('base64url')

/** Comes back as a guest, in this browser. @returns the session's secret */
export async function resumeGuest(db: Database, user: User, client: Client, now: number): Promise<string> {
  return await db.write(async tx => {
    await appendAudit(tx, { at: now, actorId: user.id, action: 'guest_resumed', address: client.address })
    return await startSession(tx, user.id, client, true, now)
  })
}

/**
 * Called in the transaction that submits an analysis: those of guests are short, and few at a time.
 * @param seconds that it should take; null where that cannot be told
 * @throws AppError conflict
 */
export async function refuseGuestRun(
  db: Reader,
  owner: User,
  seconds: number | null,
  { shortMs }: Pick<Config, 'shortMs'>,
): Promise<void> {
  if (!isGuest(owner)) return
  const secondsMax = (shortMs || runMsDefault) / 1000
  if (seconds === null || seconds > secondsMax)
    throw new AppError(
      'conflict',
      `Without an account an analysis may take ${minutes(secondsMax)}; this one ${
        seconds === null ? 'takes a time that cannot be told' : `should take ${minutes(seconds)}`
      }. Use fewer or smaller models, or open an account.`,
    )
  const network = networkOf(owner.signInAddress ?? 'unknown')
  const addresses = await listAddressesOfGuestsAtWork(db)
  if (addresses.filter(address => networkOf(address ?? 'unknown') === network).length >= guestRuns.perAddress)
    throw new AppError(
      'conflict',
      `${guestRuns.perAddress} analyses of people without an account at your network address wait or run, which is the most allowed at a time. Start this one when one of them has ended, or open an account.`,
    )
}

const minutes = (seconds: number) => `${Math.max(1, Math.ceil(seconds / 60))} min`

/** Their work comes after that of people with an account. */
export const priorityOf = (owner: Pick<User, 'guestUntil'>): number => (isGuest(owner) ? -1 : 0)

/** Removes the guests whose time is over, with everything that is theirs. */
export async function removeEndedGuests(deps: { db: Database; files: Files }, now: number): Promise<void> {
  for (const { id } of await listEndedGuests(deps.db.read, now)) await removeGuest(deps, id, now)
}

export async function removeGuest(
  deps: { db: Database; files: Files },
  id: number,
  now: number,
): Promise<void> {
  await removePerson(deps, id, now, tx =>
    appendAudit(tx, { at: now, action: 'guest_removed', subject: `user:${id}` }),
  )
}
