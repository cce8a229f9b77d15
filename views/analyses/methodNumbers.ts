import type { ResultNumber } from '#src/analyses/methodOutcome.ts'
import { formatNumber } from '../ui/numbers.ts'

/** A number as its manifest has it, else with four digits, with its unit; its whole value is in the API. */
export const numberText = ({
  value,
  digits,
  unit,
}: Pick<ResultNumber, 'value' | 'digits' | 'unit'>): string =>
  [inDigits(value, digits), unit].filter(Boolean).join(' ')

function inDigits(value: ResultNumber['value'], digits = 4): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return value
  const size = Math.abs(value)
  if (Number.isSafeInteger(value) && size < 1e7) return value.toLocaleString('en')
  if (size >= 1000 && size < 1e7) return value.toLocaleString('en', { maximumSignificantDigits: digits })
  return formatNumber(value, digits)
}

/** The sentence that a method has for mails, with the numbers of a result; undefined where one of them was not told. */
export function mailSentence(text: string, numbers: ResultNumber[]): string | undefined {
  let isWhole = true
  const sentence = text.replace(/\{(\w*)\}/g, (_, name: string) => {
    const number = numbers.find(each => each.name === name)
    isWhole &&= number !== undefined
    return number ? numberText(number) : ''
  })
  return isWhole ? sentence : undefined
}
