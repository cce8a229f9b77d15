/**
 * A seeded, splittable generator of random numbers whose whole state is five small integers.
 *
 * xoshiro128++ (Blackman & Vigna 2021, ACM TOMS 47:36) on 32-bit integers: period 2^128 - 1, the same sequence on
 * every machine. `stream(seed, ...path)` hashes a path of integers into an independent start, so that chains,
 * rungs and replicates never share numbers and never depend on the order in which they run.
 */
export class Random {
  private a: number
  private b: number
  private c: number
  private d: number

  /** Starts from a saved state of four 32-bit integers, not all zero. */
  constructor(state: ArrayLike<number>) {
    this.a = state[0] | 0
    this.b = state[1] | 0
    this.c = state[2] | 0
    this.d = state[3] | 0
  }

  /** The generator of one place in the calculation: `seed` and `path` are integers below 2^53. */
  static stream(seed: number, ...path: number[]): Random {
    const words = [seed, ...path, path.length].flatMap(part => [part | 0, Math.floor(part / 4294967296) | 0])
    const state = Int32Array.from({ length: 4 }, (_, lane) =>
      words.reduce((h, w) => mix((h ^ w) + 0x9e3779b9), mix(lane + 1)),
    )
    if (state.every(word => word === 0)) state[0] = 1
    return new Random(state)
  }

  /** The state, to save and to start again from. */
  get state(): number[] {
    return [this.a, this.b, this.c, this.d]
  }

  /** Next 32 random bits as a signed integer. */
  bits(): number {
    const sum = (this.a + this.d) | 0
    const result = (((sum << 7) | (sum >>> 25)) + this.a) | 0
    const t = this.b << 9
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
    const high = this.bits() >>> 6
    const low = this.bits() >>> 6
    return (high * 67108864 + low + 0.5) * 2.220446049250313e-16
  }

  /** Uniform integer in 0 .. below - 1; `below` up to 2^31. The bias is less than below / 2^32. */
  integer(below: number): number {
    return Math.floor((this.bits() >>> 0) * 2.3283064365386963e-10 * below)
  }

  /** Standard exponential. */
  exponential(): number {
    return -Math.log(this.uniform())
  }

  /** Standard normal, by the polar method of Marsaglia; one of the pair is thrown away to keep the state small. */
  normal(): number {
    for (;;) {
      const x = 2 * this.uniform() - 1
      const y = 2 * this.uniform() - 1
      const s = x * x + y * y
      if (s < 1 && s > 0) return x * Math.sqrt((-2 * Math.log(s)) / s)
    }
  }

  /**
   * Logarithm of a Gamma(shape, 1) draw, exact for the smallest shapes, whose draws underflow as numbers.
   * log Gamma(a) = log Gamma(a + 1) + log(U) / a; the rest is Marsaglia & Tsang 2000, ACM TOMS 26:363.
   */
  logGamma(shape: number): number {
    if (shape < 1) return this.logGamma(shape + 1) - this.exponential() / shape
    const d = shape - 1 / 3
    const c = 1 / Math.sqrt(9 * d)
    for (;;) {
      const x = this.normal()
      const v = (1 + c * x) ** 3
      if (v <= 0) continue
      if (Math.log(this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v))
        return Math.log(d) + Math.log(v)
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
