/** Upper ends of the classes of how long answers took, in seconds. */
export const secondsMax = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, Infinity]

/** How long answers took to begin, by the first digit of their status, since the start. */
export interface RequestTimes {
  counts: number[]
  seconds: number
}

/** Counts requests as they are answered: /metrics tells the sums. */
export function openRequestTimes() {
  const times = new Map<string, RequestTimes>()
  return {
    times,
    note(status: number, seconds: number) {
      const key = `${Math.floor(status / 100)}xx`
      const held = times.get(key) ?? { counts: secondsMax.map(() => 0), seconds: 0 }
      held.counts[secondsMax.findIndex(most => seconds <= most)]!++
      held.seconds += seconds
      times.set(key, held)
    },
  }
}
