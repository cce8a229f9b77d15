/**
 * Calls `stop` at a SIGTERM or SIGINT, at a second one, and when the process that started us is gone. One wish may
 * reach us twice, as Ctrl-C does from the terminal and from our parent: what comes within half a second is one.
 */
export function onStop(stop: () => void): void {
  let askedAt = -Infinity
  const ask = () => {
    if (performance.now() - askedAt < 500) return
    askedAt = performance.now()
    stop()
  }
  process.on('SIGTERM', ask)
  process.on('SIGINT', ask)
  process.on('disconnect', ask)
}

/** Resolves when the server is to stop; a second wish means at once. */
export function stopSignal(atOnce: () => void = () => {}): Promise<void> {
  return new Promise(resolve => {
    let asked = false
    onStop(() => {
      if (asked) {
        atOnce()
        process.exit(130)
      }
      asked = true
      resolve()
    })
  })
}
