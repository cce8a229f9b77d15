import { expect, test } from 'bun:test'
import { times, transposed, transposedTimes } from '#src/ensemble/numeric/matrixProducts.ts'
import { Random } from '#src/ensemble/numeric/random.ts'

const random = Random.stream(1, 21)
const matrix = (size: number) => Float64Array.from({ length: size }, () => random.normal())

/** Sums in the order of their index. */
function plain(a: Float64Array, b: Float64Array, n: number, m: number, p: number) {
  return Float64Array.from({ length: n * p }, (_, at) => {
    let sum = 0
    for (let j = 0; j < m; j++) sum += a[Math.floor(at / p) * m + j]! * b[j * p + (at % p)]!
    return sum
  })
}

test.each([
  [1, 1, 1],
  [3, 5, 2],
  [4, 4, 4],
  [7, 3, 9],
  [30, 40, 6],
  [100, 100, 50],
])('products of %i x %i and %i columns are those of plain loops, bit for bit', (n, m, p) => {
  const [a, b] = [matrix(n * m), matrix(m * p)]
  const exact = plain(a, b, n, m, p)
  const out = new Float64Array(n * p).fill(Number.NaN)
  times(a, b, n, m, p, out)
  expect(out).toEqual(exact)
  out.fill(Number.NaN)
  transposedTimes(transposed(a, n, m), b, m, n, p, out)
  expect(out).toEqual(exact)
})
