import { expect, spyOn, test } from 'bun:test'
import { commands } from '#src/commands/index.ts'
import { UsageError } from '#src/commands/usage.ts'

/** Wrong arguments of a command: its usage, and exit code 2, before anything is opened or written. */
const wrong: [name: string, args: string[]][] = [
  ['run', []],
  ['run', ['one', 'two']],
  ['attempt', []],
  ['check', ['one', 'two']],
  ['doctor', ['--mend']],
  ['restore', ['folder', '--force']],
  ['move', []],
  ['move', ['--help-me']],
  ['admin', ['invite', 'again']],
  ['audit', ['one', 'two', 'three']],
  ['secrets', ['show']],
  ['method', ['check']],
]

test.each(wrong)('bioce %s with %p', async (name, args) => {
  const { command } = await (commands[name] as NonNullable<(typeof commands)[string]>)()
  const refusal = await command.run(args).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(refusal).toBeInstanceOf(UsageError)
  expect(refusal).toMatchObject({ exitCode: 2, message: `Usage: ${command.usage}` })
})

test('a time is for a continuous copy: of a backup it is refused', async () => {
  const { command } = await import('#src/commands/restore.ts')
  const refusal = await command.run(['/nowhere', '--at', '2026-11-22T14:05:00Z']).catch(error => error)
  expect(refusal).toBeInstanceOf(UsageError)
  expect(refusal).toMatchObject({
    exitCode: 2,
    message: '--at is for a continuous copy (BIOCE_REPLICA), and /nowhere is none.',
  })
})

test('a simulation of a part of a replicate is refused', async () => {
  const { command } = await import('#src/commands/simulate.ts')
  const said = spyOn(console, 'error').mockImplementation(() => {})
  try {
    expect(await command.run(['model.pdb', '--q', '0.01:0.2:20', '--replicas', '2.5'])).toBe(2)
    expect(said.mock.calls.flat()).toEqual(['--replicas must be a whole number from 1 to 1000.'])
  } finally {
    said.mockRestore()
  }
})
