/** The product of two dense matrices, four rows by four columns at a time. Addresses, and steps between entries, are bytes. */

/**
 * out [n, p] = A b, where the entry i, j of A [n, m] is at a + i down + j across; b [m, p] and out are row-major. Every sum is over j in order, so
 * how many rows and columns go together changes no bit.
 */
export function multiply(a: usize, down: usize, across: usize, b: usize, n: i32, m: i32, p: i32, out: usize): void {
  const row = (<usize>p) << 3
  const four = p & ~3
  let i = 0
  for (; i + 3 < n; i += 4) {
    const rows = a + <usize>i * down
    const to = out + <usize>i * row
    for (let k = 0; k < four; k += 4) fourByFour(rows, down, across, b + ((<usize>k) << 3), row, m, to + ((<usize>k) << 3))
    for (let k = four; k < p; k++)
      for (let r: usize = 0; r < 4; r++) one(rows + r * down, across, b + ((<usize>k) << 3), row, m, to + r * row + ((<usize>k) << 3))
  }
  for (; i < n; i++)
    for (let k = 0; k < p; k++) one(a + <usize>i * down, across, b + ((<usize>k) << 3), row, m, out + <usize>i * row + ((<usize>k) << 3))
}

// @ts-ignore: decorator
@inline
function fourByFour(a: usize, down: usize, across: usize, b: usize, row: usize, m: i32, out: usize): void {
  let s0 = f64x2.splat(0), t0 = f64x2.splat(0)
  let s1 = f64x2.splat(0), t1 = f64x2.splat(0)
  let s2 = f64x2.splat(0), t2 = f64x2.splat(0)
  let s3 = f64x2.splat(0), t3 = f64x2.splat(0)
  const down2 = down + down
  const down3 = down2 + down
  for (let j = 0; j < m; j++) {
    const left = v128.load(b)
    const right = v128.load(b, 16)
    const a0 = v128.load64_splat(a)
    s0 = f64x2.add(s0, f64x2.mul(a0, left))
    t0 = f64x2.add(t0, f64x2.mul(a0, right))
    const a1 = v128.load64_splat(a + down)
    s1 = f64x2.add(s1, f64x2.mul(a1, left))
    t1 = f64x2.add(t1, f64x2.mul(a1, right))
    const a2 = v128.load64_splat(a + down2)
    s2 = f64x2.add(s2, f64x2.mul(a2, left))
    t2 = f64x2.add(t2, f64x2.mul(a2, right))
    const a3 = v128.load64_splat(a + down3)
    s3 = f64x2.add(s3, f64x2.mul(a3, left))
    t3 = f64x2.add(t3, f64x2.mul(a3, right))
    a += across
    b += row
  }
  v128.store(out, s0)
  v128.store(out, t0, 16)
  v128.store(out + row, s1)
  v128.store(out + row, t1, 16)
  v128.store(out + 2 * row, s2)
  v128.store(out + 2 * row, t2, 16)
  v128.store(out + 3 * row, s3)
  v128.store(out + 3 * row, t3, 16)
}

// @ts-ignore: decorator
@inline
function one(a: usize, across: usize, b: usize, row: usize, m: i32, out: usize): void {
  let sum = 0.0
  for (let j = 0; j < m; j++) {
    sum += load<f64>(a) * load<f64>(b)
    a += across
    b += row
  }
  store<f64>(out, sum)
}
