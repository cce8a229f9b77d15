import { ln } from './elementary.ts'

/**
 * A seeded, splittable generator of random numbers whose whole state is five small integers.
 *
 * xoshiro128++ (Blackman & Vigna 2021, ACM TOMS 47:36) on 32-bit integers: period 2^128 - 1, the same sequence on
 * every machine. `stream(seed, ...path)` hashes a path of integers into an independent start, so that chains,
 * rungs and replicates never share numbers and never depend on the order in which they run.
 */
export class Random {
  /** Goes on from a state of four 32-bit integers, not all zero. */
  constructor(
    private a: i32,
    private b: i32,
    private c: i32,
    private d: i32,
  ) {}

  /** The generator of one place in the calculation: `seed` and `path` are integers below 2^53. */
  static stream(seed: number, ...path: number[]): Random {
    const words = [seed]
      .concat(path, [path.length])
      .flatMap(part => [part | 0, Math.floor(part / 4294967296) | 0])
    const lane = (n: number) => words.reduce((h, w) => mix((h ^ w) + 0x9e3779b9), mix(n))
    const first = lane(1)
    return new Random(first === 0 ? 1 : first, lane(2), lane(3), lane(4))
  }

  /** Goes on from what `state` said. */
  static from(state: ArrayLike<number>): Random {
    return new Random(state[0], state[1], state[2], state[3])
  }

  /** The state, to save and to start again from. */
  get state(): number[] {
    return [this.a, this.b, this.c, this.d]
  }

  /** Next 32 random bits as a signed integer. */
  bits(): i32 {
    const sum: i32 = (this.a + this.d) | 0
    const result: i32 = (((sum << 7) | (sum >>> 25)) + this.a) | 0
    const t: i32 = this.b << 9
    this.c ^= this.a
    this.d ^= this.b
    this.b ^= this.c
    this.a ^= this.d
    this.c ^= t
    this.d = (this.d << 11) | (this.d >>> 21)
    return result
  }

  /** Uniform on the open interval (0, 1) with 52 random bits; never 0 or 1. */
  uniform(): number {
    const high: number = this.bits() >>> 6
    const low: number = this.bits() >>> 6
    return (high * 67108864 + low + 0.5) * 2.220446049250313e-16
  }

  /** Uniform integer in 0 .. below - 1; `below` up to 2^31. The bias is less than below / 2^31. */
  integer(below: i32): i32 {
    const bits: number = this.bits() >>> 1
    return Math.floor(bits * 4.656612873077393e-10 * below) as i32
  }

  /** Standard exponential. */
  exponential(): number {
    return -ln(this.uniform())
  }

  /** Standard normal, by the polar method of Marsaglia; one of the pair is thrown away to keep the state small. */
  normal(): number {
    while (true) {
      const x = 2 * this.uniform() - 1
      const y = 2 * this.uniform() - 1
      const s = x * x + y * y
      if (s < 1 && s > 0) return x * Math.sqrt((-2 * ln(s)) / s)
    }
  }

  /**
   * Logarithm of a Gamma(shape, 1) draw, exact for the smallest shapes, whose draws underflow as numbers.
   * log Gamma(a) = log Gamma(a + 1) + log(U) / a; the rest is Marsaglia & Tsang 2000, ACM TOMS 26:363.
   */
  logGamma(shape: number): number {
    if (shape < 1) return this.logGamma(shape + 1) - this.exponential() / shape
    const d = shape - 0.3333333333333333
    const c = 1 / Math.sqrt(9 * d)
    while (true) {
      const x = this.normal()
      const root = 1 + c * x
      const v = root * root * root
      if (v <= 0) continue
      if (ln(this.uniform()) < 0.5 * x * x + d - d * v + d * ln(v)) return ln(d) + ln(v)
    }
  }
}

/** The finaliser of MurmurHash3 (Appleby 2011), a bijection of 32-bit integers in which every bit reaches every bit. */
function mix(value: number): number {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
