/**
 * A cache in memory for values that are costly to make. The key must name everything that a value depends on. Beyond
 * `bytesMax`, as `bytesOf` counts, the least recently used values are removed. Callers that ask while a value is being
 * made share it. A failure is not cached.
 */
export function createCache<T>(bytesMax: number, bytesOf: (value: T) => number) {
  const entries = new Map<string, { made: Promise<T>; bytes: number }>()
  let bytes = 0

  return async function keep(key: string, make: () => T | Promise<T>): Promise<T> {
    const known = entries.get(key)
    if (known) {
      entries.delete(key)
      entries.set(key, known)
      return await known.made
    }
    const entry = { made: (async () => await make())(), bytes: 0 }
    entries.set(key, entry)
    try {
      const value = await entry.made
      if (entries.get(key) !== entry) return value
      entry.bytes = bytesOf(value)
      bytes += entry.bytes
      for (const oldest of entries.keys()) {
        if (bytes <= bytesMax) break
        bytes -= entries.get(oldest)!.bytes
        entries.delete(oldest)
      }
      return value
    } catch (error) {
      if (entries.get(key) === entry) entries.delete(key)
      throw error
    }
  }
}
