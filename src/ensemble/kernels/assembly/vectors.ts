/** The functions of ../../numeric/vectors.ts, two numbers at a time; rows may begin anywhere. */

// @ts-ignore: decorator
@inline
function place(values: Float64Array, at: i32): usize {
  return changetype<usize>(values) + ((<usize>at) << 3)
}

// @ts-ignore: decorator
@inline
export function dot(a: Float64Array, aAt: i32, b: Float64Array, bAt: i32, count: i32): f64 {
  let p = place(a, aAt)
  let q = place(b, bAt)
  let s = f64x2.splat(0)
  let t = f64x2.splat(0)
  for (const end = p + ((<usize>count & ~3) << 3); p < end; p += 32, q += 32) {
    s = f64x2.add(s, f64x2.mul(v128.load(p), v128.load(q)))
    t = f64x2.add(t, f64x2.mul(v128.load(p, 16), v128.load(q, 16)))
  }
  s = f64x2.add(s, t)
  let sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1)
  for (const end = p + ((<usize>count & 3) << 3); p < end; p += 8, q += 8) sum += load<f64>(p) * load<f64>(q)
  return sum
}

// @ts-ignore: decorator
@inline
export function addScaled(factor: f64, a: Float64Array, aAt: i32, b: Float64Array, bAt: i32, count: i32): void {
  let p = place(a, aAt)
  let q = place(b, bAt)
  const both = f64x2.splat(factor)
  for (const end = p + ((<usize>count & ~1) << 3); p < end; p += 16, q += 16)
    v128.store(q, f64x2.add(v128.load(q), f64x2.mul(both, v128.load(p))))
  if (count & 1) store<f64>(q, load<f64>(q) + factor * load<f64>(p))
}

// @ts-ignore: decorator
@inline
export function subtractRows(a: Float64Array, aAt: i32, otherAt: i32, c: Float64Array, cAt: i32, count: i32): void {
  let p = place(a, aAt)
  let q = place(a, otherAt)
  let o = place(c, cAt)
  for (const end = p + ((<usize>count & ~1) << 3); p < end; p += 16, q += 16, o += 16)
    v128.store(o, f64x2.sub(v128.load(p), v128.load(q)))
  if (count & 1) store<f64>(o, load<f64>(p) - load<f64>(q))
}

// @ts-ignore: decorator
@inline
export function rowTimesMatrix(
  a: Float64Array,
  aAt: i32,
  count: i32,
  b: Float64Array,
  stride: i32,
  columns: i32,
  c: Float64Array,
): void {
  const row = (<usize>stride) << 3
  let i: i32 = 0
  for (; i + 2 < columns; i += 4) {
    let p = place(a, aAt)
    let q = place(b, i)
    let even = f64x2.splat(0)
    let evenNext = f64x2.splat(0)
    let odd = f64x2.splat(0)
    let oddNext = f64x2.splat(0)
    for (const end = p + ((<usize>count & ~1) << 3); p < end; p += 16, q += row << 1) {
      const first = v128.load64_splat(p)
      const second = v128.load64_splat(p, 8)
      even = f64x2.add(even, f64x2.mul(first, v128.load(q)))
      evenNext = f64x2.add(evenNext, f64x2.mul(first, v128.load(q, 16)))
      odd = f64x2.add(odd, f64x2.mul(second, v128.load(q + row)))
      oddNext = f64x2.add(oddNext, f64x2.mul(second, v128.load(q + row, 16)))
    }
    if (count & 1) {
      const last = v128.load64_splat(p)
      even = f64x2.add(even, f64x2.mul(last, v128.load(q)))
      evenNext = f64x2.add(evenNext, f64x2.mul(last, v128.load(q, 16)))
    }
    v128.store(place(c, i), f64x2.add(even, odd))
    v128.store(place(c, i), f64x2.add(evenNext, oddNext), 16)
  }
  if (i >= columns) return
  let p = place(a, aAt)
  let q = place(b, i)
  let even = f64x2.splat(0)
  let odd = f64x2.splat(0)
  for (const end = p + ((<usize>count & ~1) << 3); p < end; p += 16, q += row << 1) {
    even = f64x2.add(even, f64x2.mul(v128.load64_splat(p), v128.load(q)))
    odd = f64x2.add(odd, f64x2.mul(v128.load64_splat(p, 8), v128.load(q + row)))
  }
  if (count & 1) even = f64x2.add(even, f64x2.mul(v128.load64_splat(p), v128.load(q)))
  v128.store(place(c, i), f64x2.add(even, odd))
}
