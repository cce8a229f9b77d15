export const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.floor(sorted.length / 2)]) / 2
}

/** How likely two samples of one and the same law differ as much (Mann and Whitney 1947; normal approximation). */
export function mannWhitney(a: number[], b: number[]): number {
  const all = [...a.map(value => ({ value, mine: true })), ...b.map(value => ({ value, mine: false }))]
  all.sort((x, y) => x.value - y.value)
  const rankSum = all.reduce((sum, each, index) => sum + (each.mine ? index + 1 : 0), 0)
  const u = rankSum - (a.length * (a.length + 1)) / 2
  const sd = Math.sqrt((a.length * b.length * (a.length + b.length + 1)) / 12)
  return 2 * normalTail(Math.abs(u - (a.length * b.length) / 2) / sd)
}

/** P(Z > z) by Abramowitz and Stegun 26.2.17, good to 7.5e-8. */
function normalTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z)
  const sum = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI)
}

/** CPU time of two things done in turns and in changing order, so that the machine's drift is the same for both. */
export async function compareTimes(
  samples: number,
  one: (index: number) => Promise<unknown>,
  other: (index: number) => Promise<unknown>,
): Promise<{ ratio: number; p: number }> {
  const times: [number[], number[]] = [[], []]
  for (let index = 0; index < samples; index++)
    for (const which of index % 2 === 0 ? [0, 1] : [1, 0]) {
      const started = process.cpuUsage()
      await (which === 0 ? one : other)(index)
      const { user, system } = process.cpuUsage(started)
      times[which].push(user + system)
    }
  return { ratio: median(times[0]) / median(times[1]), p: mannWhitney(...times) }
}
