import { numberIn } from './numbers.ts'

const [tab, blank, plus, minus, point, zero, nine, upperE, lowerE] = [9, 32, 43, 45, 46, 48, 57, 69, 101]

/** Powers of ten that a double holds exactly, and digits that one holds without rounding. */
const powers = Array.from({ length: 23 }, (_, n) => Number(`1e${n}`))
const digitsMax = 15

const isDigit = (code: number) => code >= zero && code <= nine

/**
 * The numbers of a line that is nothing but `count` numbers between blanks or tabs; undefined of any other line, which is for `eachLine` to tell.
 *
 * Makes no text of each number, as a line of a large library has thousands: up to 15 digits are a whole number, which times or over a power of ten up
 * to 1e22 is rounded once and so right to the last bit. Source: Clinger 1990, Proc. PLDI, 92. Others are left to `numberIn`. O(length).
 */
export function plainNumbers(line: string, count: number): number[] | undefined {
  const values = new Array<number>(count)
  let at = 0
  for (let n = 0; ; n++) {
    while (line.charCodeAt(at) === blank || line.charCodeAt(at) === tab) at++
    if (at >= line.length) return n === count ? values : undefined
    if (n === count) return
    const start = at
    const isNegative = line.charCodeAt(at) === minus
    if (isNegative || line.charCodeAt(at) === plus) at++
    let whole = 0
    let digits = 0
    let exponent = 0
    const from = at
    let pointAt = -1
    for (; ; at++) {
      const code = line.charCodeAt(at)
      if (code === point && pointAt < 0) pointAt = at
      else if (isDigit(code)) {
        whole = 10 * whole + code - zero
        if (whole > 0) digits++
        if (pointAt >= 0) exponent--
      } else break
    }
    if (at - from === (pointAt < 0 ? 0 : 1)) return
    if (line.charCodeAt(at) === upperE || line.charCodeAt(at) === lowerE) {
      const sign = line.charCodeAt(at + 1)
      at += sign === plus || sign === minus ? 2 : 1
      let power = 0
      const powerFrom = at
      for (; isDigit(line.charCodeAt(at)); at++) power = 10 * power + line.charCodeAt(at) - zero
      if (at === powerFrom) return
      exponent += sign === minus ? -power : power
    }
    const isExact = digits <= digitsMax && Math.abs(exponent) < powers.length
    const size = exponent < 0 ? whole / powers[-exponent] : whole * powers[exponent]
    const value = isExact ? (isNegative ? -size : size) : numberIn(line.slice(start, at))
    const after = line.charCodeAt(at)
    if (value === undefined || Number.isNaN(value)) return
    if (at < line.length && after !== blank && after !== tab) return
    values[n] = value
  }
}
