/** So many more bytes resident than after the last collection are taken for garbage. */
const garbageMax = 50e6

/**
 * Wraps what is called now and then on the way of a calculation, so that garbage does not pile up: the collector leaves arrays that are
 * long given up where they are as long as memory is free, and several calculations share a machine.
 */
export function collecting<Arguments extends unknown[]>(
  report: (...args: Arguments) => void,
): (...args: Arguments) => void {
  let after = process.memoryUsage.rss()
  return (...args) => {
    if (process.memoryUsage.rss() > after + garbageMax) {
      Bun.gc(true)
      after = process.memoryUsage.rss()
    }
    report(...args)
  }
}
