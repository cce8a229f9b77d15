/**
 * A curve of our own: 120 points of a globule of Rg 15 A, q from 0.01 to 0.35 1/A, with Gaussian noise of about 1 % (and so
 * fewer digits than the reader might take for a calculated curve), as rows of text q, I, sigma.
 */
export const madeRows: [q: string, intensity: string, sigma: string][] = (() => {
  let state = 20261129
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state + 0.5) / 2 ** 32
  }
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
  return Array.from({ length: 120 }, (_, i) => {
    const q = 0.01 + (0.34 * i) / 119
    const intensity = 0.55 * Math.exp(-((q * 15) ** 2) / 3) + 0.01
    const sigma = 0.01 * intensity + 2e-4
    return [q.toFixed(5), (intensity + sigma * normal()).toExponential(6), sigma.toExponential(6)]
  })
})()

export type MadeRow = (typeof madeRows)[number]

/** The rows as text, each written by `line`. */
export const written = (line: (row: MadeRow, index: number) => string, end = '\n') =>
  madeRows.map(line).join(end)

export const plainText = written(row => row.join(' '))
