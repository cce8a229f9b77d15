import { join, resolve } from 'node:path'

/** True inside the executable made by `bun run build`. */
export const isCompiled = import.meta.path.includes('/$bunfs/')

/** True in what scripts/build.ts makes: the executable, or the files that `npm start` runs. False in the sources themselves. */
export const isBundled = !import.meta.path.endsWith('.ts')

/** The checkout, which `bun build` puts in place of the name; for the executable, the folder it is started in. */
export const root = isCompiled
  ? process.cwd()
  : isBundled
    ? process.env.BUNDLE_OF!
    : resolve(import.meta.dir, '..')

/** The files that a browser or a reader may ask for. */
export const staticFolder = join(isCompiled ? import.meta.dir : root, 'static')

/** Where the program can be entered: `main`, or `threadWorker` for a thread of it. */
export function entryPoint(name: 'main' | 'threadWorker'): string {
  return join(import.meta.dir, name + (isBundled ? '.js' : '.ts'))
}

export const version = '0.1.0'
