import { expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createCheckAtOnce } from '#jobs/checkAtOnce.ts'
import { createLocalExecutor } from '#jobs/executors/local.ts'
import { temporaryFolder } from '../support/database.ts'

/** What a person hears of a check of files that a page waits for, by real processes. */

const executor = createLocalExecutor()
const checkBy = (script: string, limits = {}) =>
  createCheckAtOnce({ executor, checkCommand: ['sh', '-c', script, 'check'], limits, pollMs: 5 })

test('one that writes its report is well', async () => {
  const folder = temporaryFolder()
  await checkBy('echo "{}" >report.json')(folder, 1)
  expect(existsSync(join(folder, 'report.json'))).toBeTrue()
})

test.each([
  ['takes too long', 'sleep 30', 'invalid', 'These files take too much time or memory to read'],
  ['is killed', 'kill -9 $$', 'unavailable', 'Reading the files was broken off. Send the form again.'],
])('one that %s is told to the person', async (_, script, kind, message) => {
  const answer = checkBy(script, { msMax: 300 })(temporaryFolder(), 1)
  const error = await answer.catch((error: unknown) => error)
  expect(error).toMatchObject({ kind })
  expect(String(error)).toContain(message)
})

test('one that fails, or leaves no report, is a fault of the server', async () => {
  const told = async (script: string) => {
    const error = await checkBy(script)(temporaryFolder(), 1).catch((error: unknown) => error)
    return String(error)
  }
  expect(await told('echo "out of order" >&2; exit 3')).toMatch(/ended with 3: .*out of order/s)
  expect(await told('exit 0')).toContain('ended with 0')
})
