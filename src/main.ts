import { type Command, commands } from './commands/index.ts'
import { StartError } from './errors.ts'

/** The one entry: `bioce` alone is the web server with its workers; every other job has a sub-command. */
async function main([name, ...args]: string[]): Promise<number> {
  if (name === '--help' || name === 'help' || name === '-h') return print(overview())
  const plain = name === undefined || name.startsWith('-')
  const command = commands.find(each => each.name === (plain ? 'start' : name))
  if (!command) {
    console.error(`There is no "bioce ${name}".\n\n${overview()}`)
    return 2
  }
  const rest = plain && name !== undefined ? [name, ...args] : args
  if (rest.includes('--help') || rest.includes('-h')) return print(help(command))
  return await command.run(rest)
}

function overview(): string {
  const width = Math.max(...commands.map(command => command.name.length))
  const lines = commands.map(command => `  ${command.name.padEnd(width)}  ${command.summary}`)
  return `Usage: bioce [COMMAND] [--help]\n\n${lines.join('\n')}\n\nWithout a command: start. Settings are environment variables; README.md lists them.`
}

function help(command: Command): string {
  return `Usage: ${command.usage}\n\n${command.summary}`
}

function print(text: string): number {
  console.log(text)
  return 0
}

try {
  const code = await main(process.argv.slice(2))
  process.exit(code)
} catch (error) {
  if (!(error instanceof StartError)) throw error
  console.error(error.message)
  process.exit(error.exitCode)
}
