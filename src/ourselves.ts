import { entryPoint, isCompiled } from './program.ts'

/** Ourselves again with other arguments: the executable, or Bun with this program. */
export function ourselves(...args: string[]): string[] {
  return [process.execPath, ...(isCompiled ? [] : [entryPoint('main')]), ...args]
}
