import { expect, test } from 'bun:test'
import { inOrder } from '#src/ensemble/inOrder.ts'

/** Work side by side, told in order. */

test('results come in order, whichever is first done, and no more are under way than asked', async () => {
  let [underWay, most] = [0, 0]
  const open: (() => void)[] = []
  const work = async (i: number) => {
    underWay++
    most = Math.max(most, underWay)
    await new Promise<void>(done => open.push(done))
    underWay--
    return 10 * i
  }
  const found: number[] = []
  const all = (async () => {
    for await (const each of inOrder(2, 9, 3, work)) found.push(each)
  })()
  // Always the latest ends first.
  for (let n = 0; n < 7; n++) {
    while (open.length === 0) await Bun.sleep(0)
    open.pop()!()
    await Bun.sleep(0)
  }
  await all
  expect(found).toEqual([20, 30, 40, 50, 60, 70, 80])
  expect(most).toBe(3)
})

test('what fails is thrown when its turn comes', async () => {
  const work = async (i: number) => {
    if (i > 1) throw new Error(`number ${i}`)
    return i
  }
  const found: number[] = []
  const all = async () => {
    for await (const each of inOrder(0, 5, 4, work)) found.push(each)
  }
  expect(all()).rejects.toThrow('number 2')
  await Bun.sleep(0)
  expect(found).toEqual([0, 1])
})
