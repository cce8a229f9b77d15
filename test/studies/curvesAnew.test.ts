import { expect, test } from 'bun:test'
import { obstacleToSeries, seriesListOf } from '#src/studies/curvesAnew.ts'
import type { StudyRecord } from '#src/studies/record.ts'
import { recordOf } from '../support/records.ts'

/** test/journeys/jointData.test.ts makes a series of a study and a study of a series. */

const file = (name: string, sha256 = '0'.repeat(64)) => ({ path: name, name, bytes: 1, sha256 })
const curve = (name: string) => ({ ...file(name), unit: '1/A' as const })
const several: StudyRecord = {
  ...recordOf(['open', 'shut']),
  curve: curve('lysozyme t2.5 s.dat'),
  more: [curve('t0.dat'), curve('a,b t10.dat')],
}

test('a list of the curves is proposed, by the number in each name or else in their order, with names that a list can hold', () => {
  expect(seriesListOf(several)).toBe('file,variable\nt0.dat,0\nlysozyme_t2.5_s.dat,2.5\na_b_t10.dat,10')
  const unnumbered = { ...several, curve: curve('saxs.dat') }
  expect(seriesListOf(unnumbered)).toBe('file,variable\nsaxs.dat,1\nt0.dat,2\na_b_t10.dat,3')
})

test.each([
  [{}, null],
  [{ more: [] }, 'two curves or more'],
  [
    { profiles: file('a.txt', '1'), more: [{ ...curve('t0.dat'), profiles: file('b.txt', '2') }] },
    'a table each',
  ],
  [{ profiles: file('a.txt', '1'), more: [{ ...curve('t0.dat'), profiles: file('b.txt', '1') }] }, null],
  [
    {
      library: [
        {
          ...file('run.xtc'),
          trajectory: { topology: file('a.pdb'), frames: 9, first: 0, last: 8, every: 1 },
        },
      ],
    },
    'not from a trajectory',
  ],
  [{ models: [{ name: 'a', atoms: 9, rg: 1, dmax: 1, species: 0 }] }, 'a mixture'],
])('what keeps curves from being a series is told: %j', (facts, words) => {
  const obstacle = obstacleToSeries({ ...several, ...facts } as StudyRecord)
  if (words === null) expect(obstacle).toBeNull()
  else expect(obstacle).toContain(words)
})
