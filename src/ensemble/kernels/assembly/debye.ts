/**
 * The inner loops of the Debye sum in AssemblyScript, four distances at a time. The contract is in ../debyeKernel.ts and
 * the same arithmetic in plain words in ../plainDebye.ts. Addresses are bytes in the module's memory; the caller lays it
 * out. Coordinates may be read up to three past the end, never used.
 */

/** Pairs after which the packed counters are emptied: 2^24 positions of 63 still fit their 32 bits. */
const pairsMax: i64 = 1 << 24

/** Added to a float below it, 2^23 leaves the nearest whole number in the lowest bits: cheaper than a conversion. */
const wholeNumbers: f32 = 8388608

/**
 * Shares the pairs of one block of types between the nodes, coordinates in steps of D / 64;
 * i in [iStart, iEnd), j in [jStart, jEnd), or j > i where both are one type.
 *
 * Each counter packs how many pairs fell between nodes k and k + 1 (upper 32 bits) and the sum of their positions there
 * in 64ths (lower 32 bits), so that a pair costs one addition.
 *
 * @param packed nodes counters of 64 bits, all zero before and after
 * @param shares the row to which the shares are added, nodes doubles
 */
export function shareBlock(
  x: usize, y: usize, z: usize,
  iStart: i32, iEnd: i32, jStart: i32, jEnd: i32, oneType: bool,
  packed: usize, shares: usize, nodes: i32,
): void {
  let pairs: i64 = 0
  for (let i = iStart; i < iEnd; i++) {
    let j = oneType ? i + 1 : jStart
    const here = <usize>i << 2
    const xi = v128.load32_splat(x + here)
    const yi = v128.load32_splat(y + here)
    const zi = v128.load32_splat(z + here)
    pairs += jEnd - j
    if (pairs >= pairsMax) {
      unpack(packed, shares, nodes)
      pairs = jEnd - j
    }
    for (; j + 3 < jEnd; j += 4) {
      const at = <usize>j << 2
      const steps = stepsTo(x + at, y + at, z + at, xi, yi, zi)
      count(packed, i32x4.extract_lane(steps, 0))
      count(packed, i32x4.extract_lane(steps, 1))
      count(packed, i32x4.extract_lane(steps, 2))
      count(packed, i32x4.extract_lane(steps, 3))
    }
    if (j < jEnd) {
      const at = <usize>j << 2
      const steps = stepsTo(x + at, y + at, z + at, xi, yi, zi)
      count(packed, i32x4.extract_lane(steps, 0))
      if (j + 1 < jEnd) count(packed, i32x4.extract_lane(steps, 1))
      if (j + 2 < jEnd) count(packed, i32x4.extract_lane(steps, 2))
    }
  }
  unpack(packed, shares, nodes)
}

/** Distances from one point to four others, rounded, in the lowest 23 bits of each lane. */
// @ts-ignore: decorator
@inline
function stepsTo(x: usize, y: usize, z: usize, xi: v128, yi: v128, zi: v128): v128 {
  return f32x4.add(f32x4.sqrt(squareTo(x, y, z, xi, yi, zi)), f32x4.splat(wholeNumbers))
}

// @ts-ignore: decorator
@inline
function squareTo(x: usize, y: usize, z: usize, xi: v128, yi: v128, zi: v128): v128 {
  const dx = f32x4.sub(v128.load(x), xi)
  const dy = f32x4.sub(v128.load(y), yi)
  const dz = f32x4.sub(v128.load(z), zi)
  return f32x4.add(f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy)), f32x4.mul(dz, dz))
}

// @ts-ignore: decorator
@inline
function count(packed: usize, steps: i32): void {
  // Steps above the lowest six bits number the counter of eight bytes: >> 6, then << 3.
  const counter = packed + ((<usize>steps >> 3) & 0xffff8)
  store<u64>(counter, load<u64>(counter) + ((<u64>1 << 32) | (steps & 63)))
}

/** Empties the counters into the shares: n pairs at positions p leave n - sum p below and sum p above. */
function unpack(packed: usize, shares: usize, nodes: i32): void {
  for (let k = 0; k < nodes; k++) {
    const counter = packed + (<usize>k << 3)
    const value = load<u64>(counter)
    if (value == 0) continue
    store<u64>(counter, 0)
    const pairs = <f64>(value >> 32)
    const upper = <f64>(value & 0xffffffff) / 64
    const node = shares + (<usize>k << 3)
    store<f64>(node, load<f64>(node) + (pairs - upper))
    store<f64>(node, load<f64>(node, 8) + upper, 8)
  }
}

/**
 * Counts the pairs of lattice points by squared distance; single precision holds these whole numbers exactly.
 *
 * @param counts counters of 32 bits, zero before
 */
export function countSquares(x: usize, y: usize, z: usize, points: i32, counts: usize): void {
  for (let i = 0; i < points; i++) {
    const here = <usize>i << 2
    const xi = v128.load32_splat(x + here)
    const yi = v128.load32_splat(y + here)
    const zi = v128.load32_splat(z + here)
    for (let j = i + 1; j < points; j += 4) {
      const at = <usize>j << 2
      const bits = f32x4.add(squareTo(x + at, y + at, z + at, xi, yi, zi), f32x4.splat(wholeNumbers))
      countOne(counts, i32x4.extract_lane(bits, 0))
      if (j + 1 < points) countOne(counts, i32x4.extract_lane(bits, 1))
      if (j + 2 < points) countOne(counts, i32x4.extract_lane(bits, 2))
      if (j + 3 < points) countOne(counts, i32x4.extract_lane(bits, 3))
    }
  }
}

// @ts-ignore: decorator
@inline
function countOne(counts: usize, bits: i32): void {
  const counter = counts + (<usize>(bits & 0x7fffff) << 2)
  store<u32>(counter, load<u32>(counter) + 1)
}

/**
 * Inner products of one row of shares with four waves, from node `first` (even) up to `end` (even).
 *
 * @param waves four waves of `nodes` doubles, one after another
 * @param sums where the four results go
 */
export function dotFour(shares: usize, waves: usize, nodes: i32, first: i32, end: i32, sums: usize): void {
  const size = <usize>nodes << 3
  let a = f64x2.splat(0)
  let b = f64x2.splat(0)
  let c = f64x2.splat(0)
  let d = f64x2.splat(0)
  for (let at = <usize>first << 3, last = <usize>end << 3; at < last; at += 16) {
    const share = v128.load(shares + at)
    const wave = waves + at
    a = f64x2.add(a, f64x2.mul(share, v128.load(wave)))
    b = f64x2.add(b, f64x2.mul(share, v128.load(wave + size)))
    c = f64x2.add(c, f64x2.mul(share, v128.load(wave + 2 * size)))
    d = f64x2.add(d, f64x2.mul(share, v128.load(wave + 3 * size)))
  }
  store<f64>(sums, f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1))
  store<f64>(sums, f64x2.extract_lane(b, 0) + f64x2.extract_lane(b, 1), 8)
  store<f64>(sums, f64x2.extract_lane(c, 0) + f64x2.extract_lane(c, 1), 16)
  store<f64>(sums, f64x2.extract_lane(d, 0) + f64x2.extract_lane(d, 1), 24)
}
