import './jsx.ts'
import { type Command, commands } from './commands/index.ts'
import { versionText } from './commit.ts'
import { explainPath } from './dataFolder.ts'
import { AppError, StartError } from './errors.ts'

/** The only entry point. `bioce` alone starts the web server and its workers; everything else is a sub-command. */
async function main([first, ...rest]: string[]): Promise<number> {
  if (first === '--help' || first === '-h' || first === 'help') return print(await overview())
  if (first === '--version' || first === 'version') return print(versionText())
  const isCommand = first !== undefined && !first.startsWith('-')
  const name = isCommand ? first : 'start'
  const args = isCommand || first === undefined ? rest : [first, ...rest]
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!load) throw new StartError(`There is no command "bioce ${name}". "bioce --help" lists them.`)
  const { command } = await load()
  if (args.includes('--help') || args.includes('-h')) return print(help(command))
  if (command.takesNothing && args.length > 0)
    throw new StartError(`"bioce ${name}" takes no arguments, but was given "${args.join(' ')}".`)
  return await command.run(args)
}

async function overview(): Promise<string> {
  const all = await Promise.all(Object.values(commands).map(async load => (await load()).command))
  const width = Math.max(...all.map(({ name }) => name.length))
  const lines = all.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  return `Usage: bioce [COMMAND] [--help]\n\n${lines.join('\n')}\n\nWithout a command: start. Settings are environment variables; docs/admin.md lists them.`
}

function help({ usage, summary }: Command): string {
  return `Usage: ${usage}\n\n${summary}`
}

function print(text: string): number {
  console.log(text)
  return 0
}

/**
 * The sentence and the exit code for an error of the environment: a wrong setting, a database in use, a folder that
 * cannot be written. Any other error is a bug and is thrown with its stack.
 */
function explain(error: unknown): { sentence: string; code: number } | undefined {
  if (!(error instanceof Error)) return
  if ('exitCode' in error) return { sentence: error.message, code: Number(error.exitCode) }
  if (error instanceof AppError) return { sentence: error.message, code: 1 }
  const sentence = explainPath(error)
  return sentence === undefined ? undefined : { sentence, code: 78 }
}

try {
  process.exit(await main(process.argv.slice(2)))
} catch (error) {
  const explained = explain(error)
  if (!explained) throw error
  console.error(explained.sentence)
  process.exit(explained.code)
}
