import { afterEach, expect, test } from 'bun:test'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSettlingWriter, findSettling, forgetSettling, lookInterval } from '#src/method/settling.ts'
import { temporaryFolder } from '../support/database.ts'
import { settling } from '../support/storyData.ts'

const usual = { ...lookInterval }
afterEach(() => void Object.assign(lookInterval, usual))

test('what the chains say is left where the page finds it, once there is something, and forgotten at the end', async () => {
  Object.assign(lookInterval, { secondsMin: 0, timeShare: Number.POSITIVE_INFINITY })
  const folder = join(temporaryFolder(), 'checkpoint')
  const write = createSettlingWriter(folder)
  await write(() => null, false)
  expect(existsSync(folder)).toBe(false)
  await write(() => settling, false)
  expect(await findSettling(folder)).toEqual(settling)
  await write(() => ({ ...settling, draws: 4800 }), false)
  expect((await findSettling(folder))!.draws).toBe(4800)
  await forgetSettling(folder)
  expect(await findSettling(folder)).toBeUndefined()
})

test('the chains are not looked at more often than it says, nor for more than its share of the time', async () => {
  const folder = temporaryFolder()
  let looks = 0
  const look = () => {
    looks++
    return null
  }
  const first = createSettlingWriter(folder)
  await first(look, false)
  expect(looks).toBe(0) // three seconds have not passed
  await first(look, true)
  expect(looks).toBe(1) // but at the end it looks
  Object.assign(lookInterval, { secondsMin: 0, timeShare: 1e-9 })
  const write = createSettlingWriter(folder)
  await write(look, false)
  await write(look, false)
  expect(looks).toBe(2)
})

test('what another version of the program left is as good as nothing', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'settling.json'), '{"draws":"many"}')
  expect(await findSettling(folder)).toBeUndefined()
})
