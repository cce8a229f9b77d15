import { resolve } from 'node:path'

/**
 * The program as tests start it, with arguments to follow: Bun with the sources, or the executable that a run of all checks has
 * made of them, which starts in a quarter of the time.
 */
export const program: string[] = process.env.PROGRAM_UNDER_TEST
  ? [process.env.PROGRAM_UNDER_TEST]
  : [process.execPath, resolve(import.meta.dir, '../../src/main.ts')]
