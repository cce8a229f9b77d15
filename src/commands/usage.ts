import type { Command } from './index.ts'

/** What is wrong with the arguments of a command, in a sentence for whoever typed them: exit code 2. */
export class UsageError extends Error {
  readonly exitCode = 2
}

/** How the command is to be called, where it was called otherwise. */
export const wrongUsage = ({ usage }: Pick<Command, 'usage'>) => new UsageError(`Usage: ${usage}`)
