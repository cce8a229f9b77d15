import { hkdfSync, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { StartError } from './errors.ts'

/** Keys by purpose: what one leaks says nothing of another. */
export type Keys = { [Purpose in (typeof purposes)[number]]: Buffer }

const purposes = ['csrf', 'factors', 'throttle'] as const

/**
 * The server's keys, derived (HKDF-SHA-256) from the one secret in `file`, which is generated on the first start
 * and readable by its owner alone.
 * @throws StartError when the file can be read by others, or is not what we wrote
 */
export function openKeys(file: string): Keys {
  if (!existsSync(file)) generate(file)
  if (statSync(file).mode & 0o077)
    throw new StartError(`${file} can be read by other people on this machine. Run: chmod 600 ${file}`)
  const { secret } = JSON.parse(readFileSync(file, 'utf8')) as { secret?: string }
  const bytes = Buffer.from(secret ?? '', 'hex')
  if (bytes.length !== 32) throw new StartError(`${file} does not hold a secret of 64 hexadecimal digits.`)
  return Object.fromEntries(
    purposes.map(purpose => [purpose, Buffer.from(hkdfSync('sha256', bytes, '', `bioce ${purpose}`, 32))]),
  ) as Keys
}

function generate(file: string) {
  mkdirSync(dirname(file), { recursive: true })
  try {
    writeFileSync(file, JSON.stringify({ secret: randomBytes(32).toString('hex') }), {
      mode: 0o600,
      flag: 'wx',
    })
    chmodSync(file, 0o600)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
