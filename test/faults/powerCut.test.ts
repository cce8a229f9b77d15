import { expect, test } from 'bun:test'
import { canCutPower, cutPower } from './powerCut.ts'

const long = Boolean(process.env.BIOCE_LONG)
const why = canCutPower
  ? long
    ? ''
    : ' (skipped: long, see test:faults)'
  : ' (skipped: needs root, loop devices and ext4)'

test.skipIf(!canCutPower || !long)(
  `power cuts under full load lose nothing that anyone was told (F07)${why}`,
  async () => {
    const report = await cutPower(50)
    expect(report.lost).toEqual([])
    expect(report.acknowledged.done).toBeGreaterThan(100)
  },
  600_000,
)
