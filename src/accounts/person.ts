import { firstCharacters } from '../characters.ts'
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

/** Control characters and directions break mails and logs. */
const noName = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069<>]/gu

/** What can be stored of a name that another site or a directory gives; empty where that is nothing. */
export const storableName = (name: string): string =>
  firstCharacters(normaliseName(normaliseName(name).replace(noName, '')), nameLengthMax)

/** The faults of a person's names, by field. */
export function faultsOfNames({ firstName, lastName }: Names): FieldErrors {
  const faults = Object.entries({ firstName, lastName }).map(([field, name]) => [
    field,
    faultOfPersonName(name),
  ])
  return Object.fromEntries(faults.filter(([, fault]) => fault))
}

/** Why a text cannot be a name. Any script will do. */
export function faultOfPersonName(text: string): string | undefined {
  const { length } = [...normaliseName(text)]
  if (text.trim().search(noName) >= 0) return 'Use letters, spaces, hyphens and apostrophes only.'
  if (length < nameLengthMin || length > nameLengthMax)
    return `Use ${nameLengthMin} to ${nameLengthMax} characters.`
}
