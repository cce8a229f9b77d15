import { qMaxByDefault } from '#src/ensemble/curve/index.ts'
import { asSentence } from '#src/ensemble/faults/index.ts'
import type { CurveFile, QUnit } from '#src/ensemble/formats/index.ts'

/** The unit of q as the evidence has it, for its owner to confirm. */
export interface UnitQuestion {
  proposal: QUnit
  /** Why, in words. */
  reason: string
  /** Whether an answer is needed: the unit is not the usual one, or the evidence is divided. */
  ask: boolean
  /** The unit that speaks against what is known, and what that is. */
  against: { unit: QUnit; why: string } | null
  /** What each unit would mean. */
  options: { unit: QUnit; rg: number | null; qMax: number }[]
}

/** Units whose Rg is this many times off the models' are not believed. */
const offMax = 3

/**
 * Weighs what the file says of itself against the size of the models: q in the wrong unit makes Rg ten times too
 * large or too small, which no library is.
 *
 * @param last largest q with the guessed unit, 1/A
 * @param rg of the Guinier fit with the guessed unit, A
 * @param typical median Rg of the models, A; null without structures
 */
export function weighUnits(
  unitGuess: CurveFile['unitGuess'],
  last: number,
  rg: number | null,
  typical: number | null,
): UnitQuestion {
  const factor = unitGuess.unit === '1/nm' ? 10 : 1
  const qMax = last * factor
  const inAngstrom = rg === null ? null : rg / factor
  const options = [
    { unit: '1/A' as const, rg: inAngstrom, qMax },
    { unit: '1/nm' as const, rg: inAngstrom === null ? null : inAngstrom * 10, qMax: qMax / 10 },
  ]
  const said = asSentence(unitGuess.reason).slice(0, -1)
  const fitting =
    typical === null ? [] : options.filter(option => option.rg !== null && isNear(option.rg, typical))
  const [fits] = fitting.length === 1 ? fitting : []
  const other = (unit: QUnit): QUnit => (unit === '1/A' ? '1/nm' : '1/A')
  if (!fits) {
    const { unit, isStated } = unitGuess
    const against = isStated ? { unit: other(unit), why: `${said}.` } : null
    return { proposal: unit, reason: `${said}.`, ask: unit !== '1/A', against, options }
  }
  const agrees = fits.unit === unitGuess.unit
  const size = `the median Rg of the models is ${typical!.toFixed(1)} Å`
  const rgOf = options.find(({ unit }) => unit !== fits.unit)!.rg!
  return {
    proposal: fits.unit,
    reason: agrees ? `${said}, and ${size}.` : `${said}, but ${size}.`,
    ask: fits.unit !== '1/A' || !agrees,
    against: {
      unit: other(fits.unit),
      why: `The Rg of the curve would be ${Number(rgOf.toPrecision(3))} Å, and ${size}.`,
    },
    options,
  }
}

/**
 * What speaks against a unit that its owner chose, in words; null where nothing does.
 * @param q of the curve in that unit, 1/A
 */
export function doubtsOf({ against }: UnitQuestion, unit: QUnit, q: Float64Array): string | null {
  const beyond = q.filter(value => value > qMaxByDefault).length
  const doubts = [
    ...(against?.unit === unit ? [against.why] : []),
    ...(beyond > q.length / 2
      ? [`${beyond} of the ${q.length} points would lie beyond q = ${qMaxByDefault} 1/Å and not be used.`]
      : []),
  ]
  return doubts.length > 0 ? doubts.join(' ') : null
}

const isNear = (rg: number, typical: number) => Math.abs(Math.log(rg / typical)) < Math.log(offMax)
