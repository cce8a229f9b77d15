const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2
}

/** How likely two samples of one and the same law differ as much (Mann and Whitney 1947; normal approximation). */
function mannWhitney(a: number[], b: number[]): number {
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

type Side = (index: number) => Promise<unknown>

/** CPU times of things done in turns and in changing order, so that the machine's drift is the same for all. */
export async function timeInTurns(samples: number, sides: Side[]): Promise<number[][]> {
  const times: number[][] = sides.map(() => [])
  for (let index = 0; index < samples; index++)
    for (let turn = 0; turn < sides.length; turn++) {
      const which = (index + turn) % sides.length
      const started = process.cpuUsage()
      await sides[which]!(index)
      const { user, system } = process.cpuUsage(started)
      times[which]!.push(user + system)
    }
  return times
}

/** How far the medians are apart, and how likely chance alone makes such a difference. */
export const compare = (one: number[], other: number[]) => ({
  ratio: median(one) / median(other),
  p: mannWhitney(one, other),
})
