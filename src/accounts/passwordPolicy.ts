import { guessBits } from '#src/accounts/passwordStrength/index.ts'

/** With a second factor a shorter password will do (NIST SP 800-63B, ASVS 6.2.1). */
export const passwordLengthMin = { alone: 15, withFactor: 8 } as const
const passwordBytesMax = 1024

/** A list of 2^32 guesses is what a patient attacker gets through at our cost per hash in about five years. */
const guessBitsMin = 32

const siteWords = ['bioce', 'bioceweb', 'saxs', 'sans', 'scattering', 'ensemble', 'protein', 'university']

interface Circumstances {
  /** Names and address of the person, whatever is known of them. */
  personal?: readonly string[]
  hasFactor?: boolean
}

/** The fault of a new password in words, or nothing. Length and guessing count; no rules about its characters. */
export function faultOfPassword(
  password: string,
  { personal = [], hasFactor = false }: Circumstances = {},
): string | undefined {
  const lengthMin = hasFactor ? passwordLengthMin.withFactor : passwordLengthMin.alone
  if (Buffer.byteLength(password) > passwordBytesMax) return 'Use at most 1,024 bytes.'
  if ([...password].length < lengthMin) return `Use at least ${lengthMin} characters.`
  if (guessBits(password, [...personal, ...siteWords]) < guessBitsMin)
    return 'This is easy to guess: it is made of common passwords, sequences or your own details. A few unrelated words do well.'
}
