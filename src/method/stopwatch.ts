/** Measures the stages of a run. */
export interface Stopwatch {
  /** Wall time of each stage, s. */
  laps: Record<string, number>
  /** Ends a stage. */
  lap(name: string): void
  /** Processor time of this process with its threads, s. */
  cpuSeconds(): number
}

export function startStopwatch(): Stopwatch {
  const laps: Record<string, number> = {}
  let since = performance.now()
  return {
    laps,
    lap(name) {
      laps[name] = (performance.now() - since) / 1000
      since = performance.now()
    },
    cpuSeconds() {
      const { user, system } = process.cpuUsage()
      return (user + system) / 1e6
    },
  }
}
