import { resolve } from 'node:path'

/** True inside the executable made by `bun run build`. */
export const isCompiled = import.meta.path.includes('/$bunfs/')

/** The checkout; for the executable, the folder it is started in. */
export const root = isCompiled ? process.cwd() : resolve(import.meta.dir, '..')

export const version = '0.1.0'
