import { afterAll, describe, expect, test } from 'bun:test'
import { FaultError, refusal } from '#src/ensemble/faults/index.ts'
import { reviveError, type Tasks } from '#src/ensemble/tasks.ts'
import { openThreads } from '#src/threads.ts'
import { cloudOf } from './ensemble/saxs/clouds.ts'

const threads = openThreads<Tasks>(2, reviveError)
afterAll(() => threads.close())

/** A cloud of n carbon atoms on a line; the larger, the longer its profile takes. */
const line = (n: number) =>
  cloudOf(
    Array.from({ length: n }, (_, i): ['C', number, number, number] => ['C', 1.5 * i, 0, 0]),
    `line${n}`,
  )
const input = (n: number, qMax = 0.5) => ({ structure: line(n), options: { qMax, shell: false } })

describe('threads', () => {
  test('results come in the order of the inputs and do not depend on the number of threads', async () => {
    const inputs = [400, 3, 200, 1, 60, 2, 100, 5].map(n => input(n))
    const single = openThreads<Tasks>(1, reviveError)
    const alone = await Array.fromAsync(single.map('partials', inputs))
    single.close()
    const together = await Array.fromAsync(threads.map('partials', inputs))
    expect(together.map(({ atoms }) => atoms)).toEqual([400, 3, 200, 1, 60, 2, 100, 5])
    expect(together).toEqual(alone)
  })

  test('inputs are taken only a little ahead of the consumer', async () => {
    let taken = 0
    function* endless() {
      for (;;) {
        taken++
        yield input(2)
      }
    }
    let seen = 0
    for await (const { atoms } of threads.map('partials', endless())) {
      expect(atoms).toBe(2)
      if (++seen === 10) break
    }
    expect(taken).toBeLessThanOrEqual(10 + 2 * threads.count + 1)
  })

  test('an error keeps its kind, and the thread works on', async () => {
    const failing = threads.run('partials', input(2, -1))
    await expect(failing).rejects.toBeInstanceOf(FaultError)
    await expect(failing).rejects.toMatchObject({ reason: 'bad_options' })
    expect((await threads.run('partials', input(3))).atoms).toBe(3)
  })

  test('a cancelled calculation ends at once, and its place is taken by a new thread', async () => {
    const stop = new AbortController()
    const long = threads.run(
      'partials',
      { ...input(20_000), options: { shell: false, unbinned: true } },
      { signal: stop.signal },
    )
    const waiting = [1, 2, 3].map(n => threads.run('partials', input(n), { signal: stop.signal }))
    stop.abort(refusal('run.cancelled', {}))
    for (const promise of [long, ...waiting]) await expect(promise).rejects.toThrow('was cancelled')
    expect((await threads.run('partials', input(4))).atoms).toBe(4)
    await expect(threads.run('partials', input(4), { signal: stop.signal })).rejects.toThrow('was cancelled')
  })

  test('closing rejects what is still to come', async () => {
    const short = openThreads<Tasks>(1, reviveError)
    const results = [1, 2].map(n => short.run('partials', input(n)))
    short.close()
    for (const result of results) await expect(result).rejects.toThrow('closed')
  })
})
