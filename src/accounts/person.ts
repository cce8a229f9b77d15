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

/** The faults of a person's names, by field. */
export function faultsOfNames({ firstName, lastName }: Names): FieldErrors {
  const faults = Object.entries({ firstName, lastName }).map(([field, name]) => [
    field,
    faultOfPersonName(name),
  ])
  return Object.fromEntries(faults.filter(([, fault]) => fault))
}

/** Why a text cannot be a name. Any script will do; control characters and directions break mails and logs. */
export function faultOfPersonName(text: string): string | undefined {
  const { length } = [...normaliseName(text)]
  if (/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069<>]/u.test(text.trim()))
    return 'Use letters, spaces, hyphens and apostrophes only.'
  if (length < nameLengthMin || length > nameLengthMax)
    return `Use ${nameLengthMin} to ${nameLengthMax} characters.`
}
