import type { FieldErrors } from '../errors.ts'

/** Some people are called Li or Ng, and some scripts write a name with one character. */
const nameLengthMin = 1
const nameLengthMax = 50

export interface Names {
  firstName: string
  lastName: string
}

/** A name as it is stored: NFC, single spaces. */
export const normaliseName = (name: string): string => name.normalize('NFC').replace(/\s+/g, ' ').trim()

/** The faults of a person's names, by field. Any script; no control characters, which mails and logs would stumble over. */
export function faultsOfNames(names: Names): FieldErrors {
  const faults: Record<string, string> = {}
  for (const field of ['firstName', 'lastName'] as const) {
    const name = normaliseName(names[field])
    if (/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069<>]/u.test(names[field].trim()))
      faults[field] = 'Use letters, spaces, hyphens and apostrophes only.'
    else if ([...name].length < nameLengthMin || [...name].length > nameLengthMax)
      faults[field] = `Use ${nameLengthMin} to ${nameLengthMax} characters.`
  }
  return faults
}
