/** Something done every so often, and at once when woken; a failure is reported and does not end it. */
export interface Loop {
  wake: () => void
  /** Lets a turn that is under way finish. */
  stop: () => Promise<void>
}

export function startLoop(
  everyMs: number | (() => number),
  turn: () => Promise<void>,
  onError: (error: unknown) => void,
): Loop {
  let running = true
  let wake = () => {}
  let woken = false

  async function go() {
    while (running) {
      woken = false
      await turn().catch(onError)
      if (running && !woken) await pause()
    }
  }

  function pause(): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, typeof everyMs === 'number' ? everyMs : everyMs())
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  const gone = go()
  const wakeUp = () => {
    woken = true
    wake()
  }
  return {
    wake: wakeUp,
    stop: async () => {
      running = false
      wakeUp()
      await gone
    },
  }
}

/** Waits for so long, or until the signal. */
export function sleepUnlessAborted(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}
