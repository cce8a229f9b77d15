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
