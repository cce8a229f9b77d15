import { refuse } from '../errors.ts'

interface Typed {
  name: string
  days: number
}

/**
 * The name of a token or of a link, tidied.
 * @param field what the form's inputs are called: `FIELDName` and `FIELDDays`
 * @throws AppError invalid by field, for a name or days that are out of bounds
 */
export function checkedName({ name: typed, days }: Typed, field: 'token' | 'share', daysMax: number): string {
  const name = typed.normalize('NFC').trim()
  if (name === '' || name.length > 50 || /\p{Cc}/u.test(name))
    refuse({ [`${field}Name`]: 'Use 1 to 50 characters on one line.' })
  if (!Number.isInteger(days) || days < 1 || days > daysMax)
    refuse({ [`${field}Days`]: `Use a whole number from 1 to ${daysMax}.` })
  return name
}
