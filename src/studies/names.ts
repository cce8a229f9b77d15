import { firstCharacters } from '../characters.ts'

/** Names of studies and analyses: short enough for lists and plots. Characters are code points. */
export const charactersMin = 3
export const charactersMax = 25

/** A name as it is stored. */
export const tidyName = (typed: string): string => typed.trim().normalize('NFC')

/** The fault of a name in words, or nothing. */
export function faultOfName(name: string): string | undefined {
  const { length } = [...name.trim()]
  if (length < charactersMin || length > charactersMax)
    return `Use ${charactersMin} to ${charactersMax} characters; this has ${length}.`
  if (/\p{Cc}/u.test(name)) return 'Use one line of plain text.'
}

/** Told where an analysis shall have the name of another one of its study. */
export const analysisNameTaken = (name: string) => `This study already has an analysis named "${name}".`

/** A name with an ending behind it; as much of the name as there is room for. */
export function withEnding(base: string, ending: string): string {
  const room = charactersMax - 1 - [...ending].length
  return `${firstCharacters(base, room).trimEnd()} ${ending}`
}

/** "First look" becomes "First look 2", and that "First look 3"; a name may have any characters, separators of lines too. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  const [, base = '', number = '1'] = name.match(/^(.*?)(?: (\d{1,4}))?$/s) ?? []
  for (let count = Number(number) + 1; ; count++) {
    const next = withEnding(base, String(count))
    if (!taken.has(next)) return next
  }
}
