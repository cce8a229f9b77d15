/** The unit of q: reciprocal angstrom or reciprocal nanometre. */
export type QUnit = '1/A' | '1/nm'

export interface UnitGuess {
  unit: QUnit
  /** Why, in words. */
  reason: string
  /** Whether the file says it itself. */
  isStated?: boolean
}

/** A largest q above this suggests 1/nm: few curves reach 1 1/A, few end below 1 1/nm. */
const largestAngstromQ = 1

// Blanks are taken in one way only, here and in otherAxis.ts: a long row of them would otherwise be tried in all ways.
const nanometre =
  /(?<![a-z])nm\s*(?:(?:\^|\*\*)\s*)?(?:[{(]\s*)?[-−⁻]\s*[1¹]|(?:1|q)\s*\/\s*nm|inverse[ _-]nanomet|1\s*\/\s*nanomet|nanomet(?:er|re)s?\s*(?:(?:\^|\*\*)\s*)?(?:[{(]\s*)?-\s*1/i
const angstrom =
  /(?<![a-z])(?:\\?a{1,2}|å|Å|ang|angstroms?|ångströms?)(?:\^|\*\*)?[{(]?[-−⁻]\s?[1¹](?![0-9.])|(?:1|q)\s*\/\s*(?:\\?a{1,2}(?![a-z])|å|Å|ang|ångström)|inverse[ _-](?:ang|ång)/i

/** The unit that words name: 1/nm or 1/A where they name one of them; nothing where they name both or none. */
export function unitInWords(text: string): QUnit | undefined {
  const [isNanometre, isAngstrom] = [nanometre.test(text), angstrom.test(text)]
  if (isNanometre === isAngstrom) return
  return isNanometre ? '1/nm' : '1/A'
}

/**
 * The unit of q by what the file says, the line nearest above the data first, else by how far q reaches.
 * @param header lines that are not data
 * @param firstRow line of the first row of data
 */
export function guessUnit(
  header: { line: number; text: string }[],
  firstRow: number,
  largestQ: number,
): UnitGuess {
  const above = header.filter(({ line }) => line < firstRow).toReversed()
  const below = header.filter(({ line }) => line >= firstRow)
  for (const { text } of [...above, ...below]) {
    const unit = unitInWords(text.slice(0, 1000))
    if (unit) return { unit, reason: `the header says ${unit}`, isStated: true }
  }
  if (largestQ > largestAngstromQ)
    return { unit: '1/nm', reason: `q reaches ${shown(largestQ)}, too far for 1/A` }
  return { unit: '1/A', reason: `q ends at ${shown(largestQ)}, usual for 1/A` }
}

const shown = (value: number) => String(Number(value.toPrecision(3)))
