/** So many more bytes resident than there were at the least are taken for garbage. */
const garbageMax = 30e6

/**
 * Wraps what is called now and then on the way of a calculation, so that garbage does not pile up: the collector leaves arrays that are
 * long given up where they are as long as memory is free, and several calculations share a machine.
 */
export function collecting<Arguments extends unknown[]>(
  report: (...args: Arguments) => void,
): (...args: Arguments) => void {
  // What was read to get here is garbage too.
  let least = collect()
  return (...args) => {
    const now = process.memoryUsage.rss()
    // What was given up goes back to the machine a while later.
    least = now > least + garbageMax ? collect() : Math.min(least, now)
    report(...args)
  }
}

/** Gives back what was given up. Returns the bytes that are left resident. */
export function collect(): number {
  // The engine keeps the text in which it looked for a pattern last, and with a word of a file the whole file.
  ;/^/.test('')
  Bun.gc(true)
  return process.memoryUsage.rss()
}
