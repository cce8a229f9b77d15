/** 3 by 3 matrices, row-major, [3, 3]. */

/** The cofactors of a matrix, transposed, [3, 3]: its inverse times its determinant. */
function adjugateOf(m: ArrayLike<number>): Float64Array {
  const adjugate = new Float64Array(9)
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++) {
      const [r, s] = [3 * ((j + 1) % 3), 3 * ((j + 2) % 3)]
      const [c, d] = [(i + 1) % 3, (i + 2) % 3]
      adjugate[3 * i + j] = m[r + c]! * m[s + d]! - m[r + d]! * m[s + c]!
    }
  return adjugate
}

const expand = (m: ArrayLike<number>, adjugate: Float64Array) =>
  m[0]! * adjugate[0]! + m[1]! * adjugate[3]! + m[2]! * adjugate[6]!

export const determinantOf = (m: ArrayLike<number>): number => expand(m, adjugateOf(m))

export function inverseOf(m: ArrayLike<number>): Float64Array {
  const adjugate = adjugateOf(m)
  const determinant = expand(m, adjugate)
  return adjugate.map(each => each / determinant)
}
