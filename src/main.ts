// In the executable this must run before anything else: the passkey library's decorators look for it as they load.
import 'reflect-metadata'
import { type Command, commands } from './commands/index.ts'

/** The one entry: `bioce` alone is the web server with its workers; every other job has a sub-command. */
async function main([first, ...rest]: string[]): Promise<number> {
  if (first === '--help' || first === '-h' || first === 'help') return print(await overview())
  const isCommand = first !== undefined && !first.startsWith('-')
  const name = isCommand ? first : 'start'
  const args = isCommand || first === undefined ? rest : [first, ...rest]
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!load) {
    console.error(`There is no "bioce ${name}".\n\n${await overview()}`)
    return 2
  }
  const { command } = await load()
  return args.includes('--help') || args.includes('-h') ? print(help(command)) : await command.run(args)
}

async function overview(): Promise<string> {
  const all = await Promise.all(Object.values(commands).map(async load => (await load()).command))
  const width = Math.max(...all.map(({ name }) => name.length))
  const lines = all.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  return `Usage: bioce [COMMAND] [--help]\n\n${lines.join('\n')}\n\nWithout a command: start. Settings are environment variables; README.md lists them.`
}

function help({ usage, summary }: Command): string {
  return `Usage: ${usage}\n\n${summary}`
}

function print(text: string): number {
  console.log(text)
  return 0
}

/** Some errors say how the process should end: a wrong setting, a database that is taken. */
function exitCodeOf(error: unknown): number | undefined {
  return error instanceof Error && 'exitCode' in error ? Number(error.exitCode) : undefined
}

try {
  process.exit(await main(process.argv.slice(2)))
} catch (error) {
  const code = exitCodeOf(error)
  if (code === undefined) throw error
  console.error((error as Error).message)
  process.exit(code)
}
