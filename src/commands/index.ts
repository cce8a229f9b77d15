import { command as admin } from './admin.ts'
import { command as migrate } from './migrate.ts'
import { command as run } from './run.ts'
import { command as start } from './start.ts'
import { command as web } from './web.ts'
import { command as worker } from './worker.ts'

/** A sub-command: `run` takes what follows its name and answers with the exit code. */
export interface Command {
  name: string
  summary: string
  usage: string
  run(args: string[]): Promise<number>
}

export const commands: Command[] = [start, web, worker, run, migrate, admin]
