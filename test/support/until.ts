/**
 * Waits for something to become true and returns it; throws when it does not come in time. Never waits for a mere time. Looks often at
 * first, then less, up to 20 times a second, as each look takes time from what is waited for.
 */
export async function until<T>(
  find: () => Promise<T | undefined | false> | T | undefined | false,
  withinMs = 50_000,
  what = `${find}`,
): Promise<T> {
  const begin = performance.now()
  for (;;) {
    const found = await find()
    if (found) return found
    const waited = performance.now() - begin
    if (waited > withinMs) throw new Error(`${what} did not come true within ${withinMs} ms`)
    await Bun.sleep(Math.min(10 + waited / 10, 50))
  }
}
