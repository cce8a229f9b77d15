import { numberIn } from './numbers.ts'

const [tab, blank, plus, minus, point, zero, nine, upperE, lowerE] = [9, 32, 43, 45, 46, 48, 57, 69, 101]

/** Powers of ten that a double holds exactly, and digits that one holds without rounding. */
const powers = Array.from({ length: 23 }, (_, n) => Number(`1e${n}`))
const digitsMax = 15
/** Digits behind these, which a second double holds: NumPy writes 19 in all. */
const furtherMax = 7

const isDigit = (code: number) => code >= zero && code <= nine

/**
 * The numbers of a line that is nothing but `count` numbers between blanks or tabs; undefined of any other line, which is for `eachLine` to tell.
 *
 * Makes no text of each number, as a line of a large library has thousands: up to 15 digits are a whole number, which times or over a power of ten up
 * to 1e22 is rounded once and so right to the last bit; of up to 22 digits the sum of two doubles is, where it lies clear of the middle between
 * two numbers. Source: Clinger 1990, Proc. PLDI, 92. Others are left to `numberIn`. O(length).
 */
export function plainNumbers(line: string, count: number): Float64Array | undefined {
  const values = new Float64Array(count)
  let at = 0
  for (let n = 0; ; n++) {
    while (line.charCodeAt(at) === blank || line.charCodeAt(at) === tab) at++
    if (at >= line.length) return n === count ? values : undefined
    if (n === count) return
    const start = at
    const isNegative = line.charCodeAt(at) === minus
    if (isNegative || line.charCodeAt(at) === plus) at++
    let whole = 0
    let further = 0
    let digits = 0
    let exponent = 0
    const from = at
    let pointAt = -1
    for (; ; at++) {
      const code = line.charCodeAt(at)
      if (code === point && pointAt < 0) pointAt = at
      else if (isDigit(code)) {
        if (digits < digitsMax) whole = 10 * whole + code - zero
        else further = 10 * further + code - zero
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
    const size = sizeOf(whole, further, digits - digitsMax, exponent)
    const value = Number.isNaN(size) ? numberIn(line.slice(start, at)) : isNegative ? -size : size
    const after = line.charCodeAt(at)
    if (value === undefined || Number.isNaN(value)) return
    if (at < line.length && after !== blank && after !== tab) return
    values[n] = value
  }
}

/**
 * (whole 10^more + further) 10^exponent where `more` is above 0, else whole 10^exponent, right to the last bit; NaN where doubles do not
 * tell it.
 */
function sizeOf(whole: number, further: number, more: number, exponent: number): number {
  if (Math.abs(exponent) >= powers.length || more > furtherMax) return Number.NaN
  const power = powers[Math.abs(exponent)]
  if (more <= 0) return exponent < 0 ? whole / power : whole * power
  // All digits are high + low.
  const scaled = whole * powers[more]
  const high = scaled + further
  const low = productError(whole, powers[more], scaled) + (further - (high - scaled))
  const first = exponent < 0 ? high / power : high * power
  const rest =
    exponent < 0 ? remainder(high, power, first, low) : productError(high, power, first) + low * power
  const size = first + rest
  const left = rest - (size - first)
  // `left` is right to some 1e-31 of the size; nearer than that to the middle between two doubles it does not tell which is next.
  const tolerance = 1e-28 * size
  return size + (left + tolerance) === size && size + (left - tolerance) === size ? size : Number.NaN
}

/** What (high + low) / power is above its nearest double. */
function remainder(high: number, power: number, nearest: number, low: number): number {
  const back = nearest * power
  return (high - back - productError(nearest, power, back) + low) / power
}

/** By how much a b is above its nearest double, exactly. Source: Dekker 1971, Numer. Math. 18, 224. */
function productError(a: number, b: number, product: number): number {
  const aHigh = upperHalf(a)
  const bHigh = upperHalf(b)
  const aLow = a - aHigh
  const bLow = b - bHigh
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow
}

function upperHalf(a: number): number {
  const shifted = 134217729 * a
  return shifted - (shifted - a)
}
