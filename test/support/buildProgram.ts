import { resolve } from 'node:path'

const root = resolve(import.meta.dir, '../..')
export const executable = resolve(root, 'dist/bioce')

/** Makes the executable of the sources as they are. @returns its path */
export async function buildProgram(): Promise<string> {
  const build = Bun.spawn([process.execPath, 'scripts/build.ts'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if ((await build.exited) !== 0) throw new Error('The executable could not be built.')
  return executable
}
