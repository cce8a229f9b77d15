import { AppError } from '../errors.ts'

/** OWASP's floor for argon2id is 19 MiB with 2 passes; a hash made with other numbers is made anew at the next sign-in. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const waitingMax = 32

type Argon2 = typeof import('@node-rs/argon2')

/** The native addon where it loads (three times faster), else Bun's own: both read and write the same PHC strings. */
const native: Promise<Argon2 | undefined> = import('@node-rs/argon2').catch(() => undefined)

let waiting = 0

/** Hashing is slow by design, so it queues; a longer queue than the server can serve is refused politely. */
async function queued<T>(work: () => Promise<T>): Promise<T> {
  if (waiting >= waitingMax)
    throw new AppError(
      'unavailable',
      'Too many people are signing in at this moment. Try again in a few seconds.',
    )
  waiting++
  try {
    return await work()
  } finally {
    waiting--
  }
}

/** argon2id, as a PHC string. The password is NFC-normalised, never cut. */
export function hashPassword(password: string): Promise<string> {
  return queued(async () => {
    const argon2 = await native
    if (argon2) return argon2.hash(password.normalize('NFC'), { algorithm: 2, ...cost })
    return Bun.password.hash(password.normalize('NFC'), { algorithm: 'argon2id', ...cost })
  })
}

/** True when the password fits the hash. Without a hash it takes as long and is false: silence about who exists. */
export function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  return queued(async () => {
    const argon2 = await native
    const against = hash ?? (await decoy)
    const text = password.normalize('NFC')
    const fits = argon2 ? await argon2.verify(against, text) : await Bun.password.verify(text, against)
    return fits && hash !== null
  })
}

export const isOutdated = (hash: string) =>
  !hash.startsWith(`$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$`)

const decoy: Promise<string> = native.then(argon2 =>
  argon2
    ? argon2.hash('nobody', { algorithm: 2, ...cost })
    : Bun.password.hash('nobody', { algorithm: 'argon2id', ...cost }),
)
