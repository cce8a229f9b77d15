/** A sub-command: `run` takes what follows its name and answers with the exit code. */
export interface Command {
  name: string
  summary: string
  usage: string
  run(args: string[]): Promise<number>
}

export const commands: Command[] = []
