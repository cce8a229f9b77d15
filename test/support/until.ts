/** Waits for something to become true and returns it; looks often, and throws when it does not come in time. Never waits for a mere time. */
export async function until<T>(
  find: () => Promise<T | undefined | false> | T | undefined | false,
  withinMs = 50_000,
  what = `${find}`,
): Promise<T> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const found = await find()
    if (found) return found
    if (performance.now() > deadline) throw new Error(`${what} did not come true within ${withinMs} ms`)
    await Bun.sleep(10)
  }
}
