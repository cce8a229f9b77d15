import { expect, test } from 'bun:test'
import { createCache } from '#src/memoryCache.ts'

const keeper = (bytesMax: number) => {
  const made: string[] = []
  const keep = createCache<string>(bytesMax, text => text.length)
  const ask = (key: string, text = key) =>
    keep(key, async () => {
      made.push(key)
      return text
    })
  return { made, keep, ask }
}

test('what is kept is made once, also for those who ask meanwhile', async () => {
  const { made, ask } = keeper(100)
  expect(await Promise.all([ask('a', 'text'), ask('a', 'other')])).toEqual(['text', 'text'])
  expect(await ask('a', 'other')).toBe('text')
  expect(made).toEqual(['a'])
})

test('what was not asked for longest goes first when there is no more room', async () => {
  const { made, ask } = keeper(8)
  await ask('a', '1234')
  await ask('b', '1234')
  await ask('a')
  await ask('c', '1234')
  await ask('a')
  await ask('b', '1234')
  expect(made).toEqual(['a', 'b', 'c', 'b'])
})

test('what is larger than all the room is answered and not kept', async () => {
  const { made, ask } = keeper(8)
  expect(await ask('a', '123456789')).toBe('123456789')
  await ask('b', '1234')
  await ask('a', '123456789')
  await ask('b', '1234')
  expect(made).toEqual(['a', 'b', 'a', 'b'])
})

test('a failure is told to all who asked and tried again', async () => {
  const { keep, ask } = keeper(8)
  const fail = () => Promise.reject(new Error('no such file'))
  const both = await Promise.allSettled([keep('a', fail), keep('a', fail)])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await ask('a', 'text')).toBe('text')
})
