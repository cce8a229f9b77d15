import { underWay } from '#db/audit.ts'
import type { Database, Tx } from '#db/index.ts'
import { findPoints, forgetPoints, spendPoints } from '#db/limits.ts'
import { AppError } from '../errors.ts'
import { log } from '../log.ts'
import { hashSecret } from './tokens.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** So many in a window, per address or per person. All of them survive a restart. */
export const limits = {
  signInByAddress: { name: 'sign_in:address', most: 30, windowMs: minuteMs },
  registerByAddress: { name: 'register:address', most: 20, windowMs: hourMs },
  mailByAddress: { name: 'mail:address', most: 20, windowMs: hourMs },
  mailByPerson: { name: 'mail:person', most: 3, windowMs: hourMs },
  codeByPerson: { name: 'code:person', most: 5, windowMs: 5 * minuteMs },
  passwordByPerson: { name: 'password:person', most: 10, windowMs: 15 * minuteMs },
} as const

type Limit = (typeof limits)[keyof typeof limits]

/** Wrong passwords for one account before it has to wait between tries, and the longest wait. */
const freeTries = 10
const waitMsMax = 15 * minuteMs

/** Counts one more. @throws AppError too_many, in words, when there were enough in this window */
export async function spend(tx: Tx, limit: Limit, who: string | number, now: number): Promise<void> {
  const { points, expiresAt } = await spendPoints(tx, keyOf(limit.name, who), 1, limit.windowMs, now)
  if (points > limit.most) throw tooMany(limit.name, expiresAt - now)
}

/** The same, but false instead of an error: where the answer must not tell. */
export async function isWithin(tx: Tx, limit: Limit, who: string | number, now: number): Promise<boolean> {
  const { points } = await spendPoints(tx, keyOf(limit.name, who), 1, limit.windowMs, now)
  return points <= limit.most
}

/**
 * Admits one try to sign in, before anything slow is done about it. Each account has ten tries; then a wait of 1, 2,
 * 4 ... seconds, up to 15 minutes, lies between two. The same holds for addresses that have no account.
 * @throws AppError too_many
 */
export async function admitSignIn(
  db: Database,
  email: string,
  address: string | null,
  now: number,
): Promise<void> {
  await db.write(async tx => {
    if (address) await spend(tx, limits.signInByAddress, networkOf(address), now)
    const wait = await findPoints(tx, keyOf('sign_in:wait', email), now)
    if (wait.points > 0) throw tooMany('sign_in:wait', wait.expiresAt - now)
    const tries = await spendPoints(tx, keyOf('sign_in:tries', email), 1, 24 * hourMs, now)
    if (tries.points < freeTries) return
    const waitMs = Math.min(1000 * 2 ** (tries.points - freeTries), waitMsMax)
    await spendPoints(tx, keyOf('sign_in:wait', email), 1, waitMs, now)
  })
}

/** The person proved to be themselves: their tries are forgotten. */
export async function forgetTries(tx: Tx, email: string): Promise<void> {
  await forgetPoints(tx, keyOf('sign_in:tries', email))
  await forgetPoints(tx, keyOf('sign_in:wait', email))
}

/** An IPv6 network of 64 bits is one household; an IPv4 address is itself. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const [head, tail = ''] = address.split('%')[0].split('::')
  const groups = head.split(':').filter(Boolean)
  const zeros = 8 - groups.length - tail.split(':').filter(Boolean).length
  if (address.includes('::'))
    groups.push(...Array(Math.max(0, zeros)).fill('0'), ...tail.split(':').filter(Boolean))
  return groups
    .slice(0, 4)
    .map(group => group.replace(/^0+(?=.)/, ''))
    .join(':')
}

/** "in 40 seconds", "in 5 minutes" */
export function waitInWords(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000))
  const [amount, unit] = seconds < 100 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute']
  return `in ${amount} ${unit}${amount === 1 ? '' : 's'}`
}

function tooMany(limit: string, ms: number): AppError {
  log.warning('limit reached', { limit, ...underWay.getStore() })
  return new AppError('too_many', `There were too many tries. Please try again ${waitInWords(ms)}.`, {}, ms)
}

/** People are kept as hashes only: nothing of them is left when their account goes. */
const keyOf = (name: string, who: string | number) => `${name}:${hashSecret(String(who)).slice(0, 32)}`
