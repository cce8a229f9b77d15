import { hkdfSync, randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { type Static, Type } from '@sinclair/typebox'
import { randomUUIDv7 } from 'bun'
import { StartError } from './errors.ts'
import { ownFile, UnreadableFile } from './ownFile.ts'

/** One key for each purpose, so that a leaked key does not reveal another. */
export type Keys = { [Purpose in (typeof purposes)[number]]: Key }

/** The key of one purpose, and the one before the secret was last changed. */
export interface Key {
  current: Buffer
  before: { key: Buffer; goodUntil: number } | null
}

/** Tokens of forms; tickets and challenges of a sign-in under way; seeds of authenticator apps at rest. */
const purposes = ['csrf', 'proofs', 'factors'] as const

const secrets = Type.Object({
  secret: Type.String(),
  before: Type.Optional(Type.Object({ secret: Type.String(), goodUntil: Type.Number() })),
})
const secretsFile = ownFile(secrets, { version: null })

/**
 * The server's keys, derived (HKDF-SHA-256) from the one secret in `file`, which is generated on the first start
 * and readable by its owner alone.
 * @throws StartError when the file can be read by others, or is not what we wrote
 */
export function openKeys(file: string): Keys {
  if (!existsSync(file)) generate(file)
  const { secret, before } = read(file)
  const keysOf = (purpose: string): Key => ({
    current: derive(secret, purpose, file),
    before: before ? { key: derive(before.secret, purpose, file), goodUntil: before.goodUntil } : null,
  })
  return Object.fromEntries(purposes.map(purpose => [purpose, keysOf(purpose)])) as Keys
}

/** The keys whose seals count now, the one to seal with first. */
export function goodKeys({ current, before }: Key, now: number): [Buffer, ...Buffer[]] {
  return before && now <= before.goodUntil ? [current, before.key] : [current]
}

/** Puts a new secret into the file; what the present one has sealed is accepted until `goodUntil`. */
export function changeSecret(file: string, goodUntil: number): void {
  const { secret } = read(file)
  const next = secretsFile.textOf({ secret: newSecret(), before: { secret, goodUntil } })
  writeFileSync(`${file}.new`, next, { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
}

function read(file: string): Static<typeof secrets> {
  if (statSync(file).mode & 0o077)
    throw new StartError(`${file} can be read by other people on this machine. Run: chmod 600 ${file}`)
  try {
    return secretsFile.parse(readFileSync(file, 'utf8'), file)
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error
    throw new StartError(`${file} is damaged. Restore it from a backup.`) // what stands in it is for no log
  }
}

function derive(secret: string, purpose: string, file: string): Buffer {
  const bytes = Buffer.from(secret, 'hex')
  if (bytes.length !== 32) throw new StartError(`${file} does not hold a secret of 64 hexadecimal digits.`)
  return Buffer.from(hkdfSync('sha256', bytes, '', `bioce ${purpose}`, 32))
}

const newSecret = () => randomBytes(32).toString('hex')

/** The file appears whole: of servers that start for the first time at once, one makes the secret and all read it. */
function generate(file: string) {
  mkdirSync(dirname(file), { recursive: true })
  const ours = `${file}.${randomUUIDv7()}`
  writeFileSync(ours, secretsFile.textOf({ secret: newSecret() }), { mode: 0o600, flag: 'wx', flush: true })
  try {
    chmodSync(ours, 0o600)
    linkSync(ours, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(ours)
  }
}
