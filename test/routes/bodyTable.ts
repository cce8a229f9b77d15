/**
 * The inventory of what a visitor may send: one row for every route that takes a body, and one for every kind of file.
 * test/routes/bodies.test.ts makes a test of each row, and fails for a route that has none; hostileBodies.test.ts sends
 * each a body of the full size.
 */
export interface Bound {
  /** The most bytes of the whole body. */
  bytes: number
  /** By when all of it must be there, in seconds. */
  seconds: number
  /** The most that reading it may cost the web server, however it is filled: time of a processor, and memory beside what it has. */
  cpuSeconds: number
  memoryMb: number
  /** The status of the answer to more, where it is not 413. */
  refusal?: number
  /** Who counts the bytes, and how much of the body is in memory at a time. */
  where: 'announced, then whole in memory' | 'announced, then streamed to disk' | 'announced, then counted'
}

const form: Bound = {
  bytes: 64_000,
  seconds: 15,
  cpuSeconds: 0.25,
  memoryMb: 25,
  where: 'announced, then whole in memory',
}
const streamed = (bytes: number): Bound => ({
  bytes,
  seconds: 60 + bytes / 50_000,
  cpuSeconds: 0.25 + bytes / 50e6,
  memoryMb: 80,
  where: 'announced, then streamed to disk',
})

/** Of the routes that read their body themselves; every other one takes a form. */
export const streams: Record<string, Bound> = {
  'POST /policy-reports': {
    bytes: 10_000,
    seconds: 30,
    cpuSeconds: 0.25,
    memoryMb: 25,
    where: 'announced, then counted',
  },
  'POST /studies/new/:method': streamed(100e6),
  'POST /admin/methods': streamed(40e6),
  'POST /drafts': streamed(100e6), // or what an administrator allows the person
  'POST /drafts/:id/files': streamed(100e6),
  'POST /api/v1/uploads': streamed(100e6),
  'POST /studies/:id/analyses': streamed(10e6),
  'POST /studies/:id/analyses/program': streamed(10e6),
  // What is said of a form while it is filled in is no refusal of it.
  'POST /studies/:id/analyses/files': { ...streamed(10e6), refusal: 200 },
  'POST /studies/:id/analyses/parameters': streamed(2e6),
  'POST /studies/:id/methods/:method/files': streamed(10e6),
}

export const boundOf = (route: string): Bound => (Object.hasOwn(streams, route) ? streams[route]! : form)

/** What is inside the files: never inflated or read by the web server but by a process with limits of its own. */
export const files = {
  curve: { bytes: 10e6 },
  library: { bytes: 2000e6, entries: 10_000 }, // BIOCE_INFLATED_MB
  /** The archive of a method. */
  method: { bytes: 40e6, entries: 2000 },
  /** Energies and shifts of one form together. */
  extras: { bytes: (models: number) => Math.min(2e6 + 50_000 * models, 20e6), seconds: 20, memoryMb: 1000 },
} as const
