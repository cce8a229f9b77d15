import { expect, test } from 'bun:test'
import { folderOf, resultOf, run } from '../support/simulated.ts'

test('weights that were chosen come back, at errors of the size that was asked for', async () => {
  const sdOf = async (noise: number) => {
    const folder = await folderOf({ truth: 'chosen', weights: 'shut 0.4, open 0.6', noise, replicas: 4 })
    await run(folder)
    const { models, measured } = resultOf(folder)
    expect(measured).toBeNull()
    expect(models.map(({ truth }) => truth)).toEqual([expect.closeTo(0.6), expect.closeTo(0.4)])
    expect(models[0]!.error).toBeLessThan(4 * models[0]!.sd)
    return models[0]!.sd
  }
  const [one, three] = [await sdOf(1), await sdOf(3)]
  expect(three / one).toBeWithin(2, 4.5)
}, 300_000)
