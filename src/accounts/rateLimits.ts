import { requestContext } from '#db/audit.ts'
import type { Database, Tx } from '#db/index.ts'
import { findRate, forgetRates, returnRate, spendRate } from '#db/rateLimits.ts'
import { hourMs, minuteMs } from '../durations.ts'
import { AppError } from '../errors.ts'
import { log } from '../log.ts'
import { hashSecret } from './tokens.ts'

/** So many in a window, per address or per person. All of them survive a restart. */
export const rateLimits = {
  signInByNetwork: { name: 'sign_in:network', most: 100, windowMs: 10 * minuteMs },
  signInByProvider: { name: 'sign_in:provider', most: 300, windowMs: 10 * minuteMs },
  registerByAddress: { name: 'register:address', most: 20, windowMs: hourMs },
  guestByAddress: { name: 'guest:address', most: 10, windowMs: hourMs },
  mailByAddress: { name: 'mail:address', most: 20, windowMs: hourMs },
  mailByPerson: { name: 'mail:person', most: 3, windowMs: hourMs },
  codeByPerson: { name: 'code:person', most: 5, windowMs: 5 * minuteMs },
  passwordByPerson: { name: 'password:person', most: 10, windowMs: 15 * minuteMs },
} as const

type Limit = (typeof rateLimits)[keyof typeof rateLimits]

/** Wrong passwords for one account before it has to wait between tries, and the longest wait. */
const freeTries = 10
const waitMsMax = 15 * minuteMs

/** Counts one more. @throws AppError too_many, in words, when there were enough in this window */
export async function checkRate(tx: Tx, limit: Limit, who: string | number, now: number): Promise<void> {
  const { points, expiresAt } = await spendRate(tx, keyOf(limit.name, who), 1, limit.windowMs, now)
  if (points > limit.most) throw tooMany(limit.name, expiresAt - now)
}

/** The same, but false instead of an error: where the answer must not tell. */
export async function isWithin(tx: Tx, limit: Limit, who: string | number, now: number): Promise<boolean> {
  const { points } = await spendRate(tx, keyOf(limit.name, who), 1, limit.windowMs, now)
  return points <= limit.most
}

interface Try {
  email: string
  address: string | null
  /** Set where the person signed in before in this browser: see device.ts. */
  device: string | undefined
}

/**
 * Admits one try to sign in, before anything slow is done about it. Each account has ten tries; then a wait of 1, 2,
 * 4 ... seconds, up to 15 minutes, lies between two. The same holds for addresses that have no account. A known browser
 * has ten tries and waits of its own, whatever others try elsewhere or from its network.
 * @throws AppError too_many
 */
export async function checkSignInRate(
  db: Database,
  { email, address, device }: Try,
  now: number,
): Promise<void> {
  const whose = device === undefined ? email : `device ${device}`
  await db.write(async tx => {
    for (const { limit, who } of device === undefined ? networkLimits(address) : [])
      await checkRate(tx, limit, who, now)
    const wait = await findRate(tx, keyOf('sign_in:wait', whose), now)
    if (wait.points > 0) throw tooMany('sign_in:wait', wait.expiresAt - now, otherWays)
    const tries = await spendRate(tx, keyOf('sign_in:tries', whose), 1, 24 * hourMs, now)
    if (tries.points < freeTries) return
    const waitMs = Math.min(1000 * 2 ** (tries.points - freeTries), waitMsMax)
    await spendRate(tx, keyOf('sign_in:wait', whose), 1, waitMs, now)
  })
}

const otherWays =
  ' You need not wait in a browser where you signed in before, with a passkey, or after choosing a new password by mail (Forgot your password?).'

/** The password was right: the try does not count against the network, where a whole institute may be behind one address. */
export async function returnTry(tx: Tx, { address, device }: Try, now: number): Promise<void> {
  for (const { limit, who } of device === undefined ? networkLimits(address) : [])
    await returnRate(tx, keyOf(limit.name, who), now)
}

/** A client with an IPv6 network of 48 bits controls 65,536 networks of 64 bits. */
function networkLimits(address: string | null): { limit: Limit; who: string }[] {
  if (address === null) return []
  const network = { limit: rateLimits.signInByNetwork, who: networkOf(address) }
  const provider = { limit: rateLimits.signInByProvider, who: networkOf(address, 3) }
  return address.includes(':') ? [network, provider] : [network]
}

/** The person proved to be themselves: their tries are forgotten. */
export async function forgetTries(tx: Tx, email: string): Promise<void> {
  await forgetRates(tx, keyOf('sign_in:tries', email))
  await forgetRates(tx, keyOf('sign_in:wait', email))
}

/** An IPv6 network of 64 bits (four groups) is one household; an IPv4 address is itself. */
export function networkOf(address: string, groupsKept = 4): string {
  if (!address.includes(':')) return address
  const [head = '', tail = ''] = address.replace(/%.*/, '').split('::')
  const groups = head.split(':').filter(Boolean)
  const zeros = 8 - groups.length - tail.split(':').filter(Boolean).length
  if (address.includes('::'))
    groups.push(...Array(Math.max(0, zeros)).fill('0'), ...tail.split(':').filter(Boolean))
  return groups
    .slice(0, groupsKept)
    .map(group => group.replace(/^0+(?=.)/, ''))
    .join(':')
}

/** "in 40 seconds", "in 5 minutes" */
export function waitInWords(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000))
  const [amount, unit] = seconds < 100 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute']
  return `in ${amount} ${unit}${amount === 1 ? '' : 's'}`
}

function tooMany(limit: string, ms: number, advice = ''): AppError {
  log.warning('limit reached', { limit, ...requestContext.getStore() })
  const message = `There were too many tries. Please try again ${waitInWords(ms)}.${advice}`
  return new AppError('too_many', message, {}, ms)
}

/** People are kept as hashes only: nothing of them is left when their account goes. */
const keyOf = (name: string, who: string | number) => `${name}:${hashSecret(String(who)).slice(0, 32)}`
