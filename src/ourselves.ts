import { isCompiled } from './program.ts'

/** Ourselves again with other arguments: the executable, or Bun with this program. */
export function ourselves(...args: string[]): string[] {
  return isCompiled
    ? [process.execPath, ...args]
    : [process.execPath, new URL('main.ts', import.meta.url).pathname, ...args]
}
