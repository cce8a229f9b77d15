import { expect, test } from 'bun:test'
import { because, unlessLong } from '../support/skips.ts'
import { canCutPower, cutPower } from './powerCut.ts'

const why = unlessLong || (canCutPower ? '' : because('needs root, loop devices and ext4'))

test.skipIf(why !== '')(
  `power cuts under full load lose nothing that anyone was told (F07)${why}`,
  async () => {
    const report = await cutPower(50)
    expect(report.lost).toEqual([])
    expect(report.acknowledged.done).toBeGreaterThan(100)
  },
  600_000,
)
