import { refuse } from '../errors.ts'

interface TokenFields {
  name: string
  days: number
}

/**
 * What every token and every link has, its name tidied.
 * @param field what the form's inputs are called: `FIELDName` and `FIELDDays`
 * @throws AppError invalid by field, for a name or days that are out of bounds
 */
export function checkedFields(
  { name: typed, days }: TokenFields,
  field: 'token' | 'share',
  daysMax: number,
): TokenFields {
  const name = typed.normalize('NFC').trim()
  if (name === '' || name.length > 50 || /\p{Cc}/u.test(name))
    refuse({ [`${field}Name`]: 'Use 1 to 50 characters on one line.' })
  if (!Number.isInteger(days) || days < 1 || days > daysMax)
    refuse({ [`${field}Days`]: `Use a whole number from 1 to ${daysMax}.` })
  return { name, days }
}
