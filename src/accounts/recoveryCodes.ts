import { randomBytes } from 'node:crypto'
import { deleteFactorsOf, insertFactor, listFactorsOf, spendRecoveryCode } from '#db/factors.ts'
import type { Reader, Tx } from '#db/index.ts'
import { hashSecret } from './tokens.ts'

const recoveryCodes = 10
/** No 0, 1, i, l, o: 31 signs, so 12 of them hold 59 bits. */
const alphabet = '23456789abcdefghjkmnpqrstuvwxyz'

/** Ten new recovery codes in place of the old ones; they are shown once and kept as hashes. */
export async function renewRecoveryCodes(tx: Tx, userId: number, now: number): Promise<string[]> {
  await deleteFactorsOf(tx, userId, 'recovery')
  const codes = Array.from({ length: recoveryCodes }, drawCode)
  for (const code of codes) {
    const secret = hashCode(userId, code.replaceAll('-', ''))
    await insertFactor(tx, { userId, kind: 'recovery', secret, createdAt: now, confirmedAt: now })
  }
  return codes
}

/** "k3v9-qw2m-7xhd" */
function drawCode(): string {
  const signs: string[] = []
  while (signs.length < 12)
    for (const byte of randomBytes(16)) if (byte < 248 && signs.length < 12) signs.push(alphabet[byte % 31]!)
  return [0, 4, 8].map(start => signs.slice(start, start + 4).join('')).join('-')
}

const hashCode = (userId: number, code: string) => hashSecret(`recovery ${userId} ${code}`)

export async function countRecoveryCodes(db: Reader, userId: number): Promise<number> {
  const factors = await listFactorsOf(db, userId)
  return factors.filter(factor => factor.kind === 'recovery' && factor.usedAt === null).length
}

/** True for one of the person's codes that was not used before; it is now. */
export async function useRecoveryCode(tx: Tx, userId: number, code: string, now: number): Promise<boolean> {
  return await spendRecoveryCode(tx, userId, hashCode(userId, code), now)
}
