import { expect, test } from 'bun:test'
import { EventEmitter } from 'node:events'
import type { watch } from 'node:fs'
import { watchWrites } from '#db/sqlite/watchWrites.ts'
import { until } from '../support/until.ts'

type Listener = (event: string, name: string) => void

/** The system's watches, of which the numbers in `refused` are not to be had. */
function watches(refused: number[] = []) {
  const begun: (EventEmitter & { write: (name: string) => void; isClosed: boolean })[] = []
  let asked = 0
  const begin = ((_folder: string, _options: object, listener: Listener) => {
    if (refused.includes(++asked)) throw new Error('ENOSPC: no watch left')
    const watcher = Object.assign(new EventEmitter(), {
      isClosed: false,
      close: () => void (watcher.isClosed = true),
      write: (name: string) => !watcher.isClosed && listener('change', name),
    })
    begun.push(watcher)
    return watcher
  }) as unknown as typeof watch
  return { begin, begun, asked: () => asked }
}

test('a watch that ends with an error is begun again, until it succeeds', async () => {
  const { begin, begun, asked } = watches([2, 3])
  let told = 0
  const end = watchWrites('/data/bioce.sqlite', () => told++, { againMs: 1, begin })!
  begun[0]!.write('other.txt')
  begun[0]!.write('bioce.sqlite-wal')
  await until(() => told === 1)

  begun[0]!.emit('error', new Error('the watch is over'))
  await until(() => begun.length === 2)
  expect([begun[0]!.isClosed, asked(), told]).toEqual([true, 4, 2]) // told once, as a write may have been missed
  begun[1]!.write('bioce.sqlite-wal')
  await until(() => told === 3)

  end()
  expect(begun[1]!.isClosed).toBeTrue()
})

test('a watch that was ended is not begun again', async () => {
  const { begin, begun, asked } = watches()
  const end = watchWrites('/data/bioce.sqlite', () => {}, { againMs: 1, begin })!
  begun[0]!.emit('error', new Error('the watch is over'))
  end()
  await Bun.sleep(20)
  expect(asked()).toBe(1)
})

test('where the system has no watch to give, it says so', () => {
  const { begin } = watches([1])
  expect(watchWrites('/data/bioce.sqlite', () => {}, { begin })).toBeUndefined()
})
