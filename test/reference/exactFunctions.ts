/** Elementary functions to some 300 bits, from the series that define them, in whole numbers of 2^-320. */

const bits = 320n
/** 1 as a whole number of 2^-320; all numbers of this file but plain ones count in these. */
export const one = 1n << bits

const times = (a: bigint, b: bigint) => (a * b) >> bits
const over = (a: bigint, b: bigint) => (a << bits) / b

/** A number of double precision, exactly as far as it is a multiple of 2^-320. */
export function exactly(value: number): bigint {
  const double = new DataView(new ArrayBuffer(8))
  double.setFloat64(0, value)
  const word = double.getBigUint64(0)
  const exponent = Number((word >> 52n) & 0x7ffn)
  const fraction = (word & 0xfffffffffffffn) | (exponent > 0 ? 1n << 52n : 0n)
  const shift = bits + BigInt(Math.max(exponent, 1) - 1075)
  const size = shift >= 0n ? fraction << shift : fraction >> -shift
  return value < 0 ? -size : size
}

/** The nearest number of double precision, not for subnormal ones. */
export function nearest(value: bigint): number {
  if (value < 0n) return -nearest(-value)
  if (value === 0n) return 0
  const spare = BigInt(value.toString(2).length) - 53n
  const kept = spare > 0n ? (value + (1n << (spare - 1n))) >> spare : value
  return Number(kept) * 2 ** Number((spare > 0n ? spare : 0n) - bits)
}

/** sum of terms t_0, t_1 = t_0 factor(1), ..., until they vanish. */
function series(first: bigint, next: (term: bigint, n: bigint) => bigint): bigint {
  let sum = 0n
  let term = first
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    sum += term
    term = next(term, n)
  }
  return sum
}

/** 2 atanh(s) = ln((1 + s)/(1 - s)). */
const twiceAtanh = (s: bigint) => {
  const square = times(s, s)
  let power = 2n * s
  let sum = 0n
  for (let n = 1n; power !== 0n && power !== -1n; n += 2n) {
    sum += power / n
    power = times(power, square)
  }
  return sum
}

export const ln2 = twiceAtanh(one / 3n)

/** Machin: pi/4 = 4 arctan(1/5) - arctan(1/239). */
export const halfPi = (() => {
  const arctanOver = (m: bigint) => {
    let power = one / m
    let sum = 0n
    for (let n = 1n, sign = 1n; power !== 0n; n += 2n, sign = -sign) {
      sum += (sign * power) / n
      power /= m * m
    }
    return sum
  }
  return 2n * (4n * arctanOver(5n) - arctanOver(239n))
})()

export function exactExp(x: bigint): bigint {
  const k = x / ln2
  const value = series(one, (term, n) => times(term, x - k * ln2) / n)
  return k >= 0n ? value << k : value >> -k
}

/** ln of a number above 0. */
export function exactLn(x: bigint): bigint {
  const k = BigInt(x.toString(2).length) - bits
  const m = k >= 0n ? x >> k : x << -k
  return k * ln2 + twiceAtanh(over(m - one, m + one))
}

export function exactSin(x: bigint): bigint {
  const square = times(x, x)
  return series(x, (term, n) => -times(term, square) / (2n * n * (2n * n + 1n)))
}

export function exactCos(x: bigint): bigint {
  const square = times(x, x)
  return series(one, (term, n) => -times(term, square) / ((2n * n - 1n) * (2n * n)))
}
