import { expect, test } from 'bun:test'
import { guinierFit } from '#src/ensemble/curve/guinier.ts'
import { readCurve } from '#src/ensemble/formats/index.ts'
import { areTooFewPoints, compareFiles, qualityOf, typicalRg } from '#src/studies/compare.ts'
import { wordsOf } from '#src/studies/findings.ts'
import type { ModelRecord } from '#src/studies/record.ts'
import { doubtsOf, weighUnits } from '#src/studies/units.ts'

const rg = 20
/** A curve of a particle with an Rg of 20 A, its q written in a unit. */
const curveIn = (factor: number, header = '') =>
  header +
  Array.from({ length: 60 }, (_, i) => 0.005 + 0.004 * i)
    .map(q => `${(q * factor).toFixed(5)} ${(100 * Math.exp(-((q * rg) ** 2) / 3) + 0.4).toFixed(5)} 0.5`)
    .join('\n')

function weigh(text: string, typical: number | null) {
  const file = readCurve(text, 'a.dat')
  return weighUnits(file.unitGuess, file.curve.q.at(-1)!, guinierFit(file.curve)?.rg ?? null, typical)
}

test('q in 1/A with models of the right size needs no answer', () => {
  expect(weigh(curveIn(1), 21)).toMatchObject({ proposal: '1/A', ask: false })
})

test('the median Rg of two models lies between them, and without structures there is none', () => {
  const models = [22.1, 19.8].map(rg => ({ rg }) as ModelRecord)
  expect(typicalRg(models)).toBeCloseTo(20.95, 10)
  expect(typicalRg([...models, { rg: 21 } as ModelRecord])).toBe(21)
  expect(typicalRg([{ rg: null } as ModelRecord])).toBeNull()
})

test('q in 1/nm is asked for, with the Rg that each unit means', () => {
  const { proposal, ask, options } = weigh(curveIn(10), 21)
  expect([proposal, ask]).toEqual(['1/nm', true])
  expect(options.map(option => Math.round(option.rg!))).toEqual([2, 20])
})

test('the size of the models overrules a short range and a wrong header', () => {
  const short = curveIn(10).split('\n').slice(0, 20).join('\n')
  expect(readCurve(short, 'a').unitGuess.unit).toBe('1/A')
  expect(weigh(short, 21)).toMatchObject({ proposal: '1/nm', ask: true })
  const wrong = weigh(curveIn(1, '# q in 1/nm\n'), 21)
  expect(wrong).toMatchObject({ proposal: '1/A', ask: true })
  expect(wrong.reason).toBe('The header says 1/nm, but the median Rg of the models is 21.0 Å.')
})

test('without models the file alone is heard', () => {
  expect(weigh(curveIn(1), null)).toMatchObject({ proposal: '1/A', ask: false })
  expect(weigh(curveIn(10), null)).toMatchObject({ proposal: '1/nm', ask: true })
})

const modelsOf = (rgs: number[], dmax = 60): ModelRecord[] =>
  rgs.map((rg, i) => ({ name: `m${i}`, atoms: 10, rg, dmax }))
const about = (models: ModelRecord[], text = curveIn(1), radiation?: 'neutrons' | 'unknown') => {
  const { curve } = readCurve(text, 'a.dat')
  const guinier = guinierFit(curve)
  const measured = { ...curve, guinier, ...qualityOf(curve, guinier, models), fileName: 'a.dat' }
  return compareFiles(measured, models, radiation).map(finding => wordsOf(finding).message)
}

test('fewer than ten points in use, of all curves together, tell nothing', () => {
  const upTo = (qMax: number, count: number) => ({
    q: Float64Array.from({ length: count }, (_, i) => (qMax * (i + 1)) / count),
  })
  expect(areTooFewPoints([upTo(0.3, 3)])).toBe(true)
  expect(areTooFewPoints([upTo(0.3, 9)])).toBe(true)
  expect(areTooFewPoints([upTo(0.3, 10)])).toBe(false)
  expect(areTooFewPoints([upTo(0.3, 5), upTo(0.3, 5)])).toBe(false)
  // Of these five lie beyond the q to which calculated profiles are exact.
  expect(areTooFewPoints([upTo(1, 10)])).toBe(true)
})

test('a library that cannot have the Rg of the curve is warned of', () => {
  expect(about(modelsOf([18, 22]))).not.toContainEqual(expect.stringContaining('outside the library'))
  expect(about(modelsOf([30, 35]))).toContainEqual(
    expect.stringMatching(
      /^The Rg of the curve, 19.9 Å, lies outside those of the models with their hydration shells, 30\.0 to 35\.\d Å/,
    ),
  )
})

test('models look smaller to neutrons: none is too small for a curve, nor where the radiation is not known', () => {
  const ofSize = (rgs: number[], radiation: 'neutrons' | 'unknown') =>
    about(modelsOf(rgs), curveIn(1), radiation).filter(message => message.startsWith('The Rg of the curve'))
  expect(ofSize([30, 35], 'neutrons')).toEqual([])
  expect(ofSize([30, 35], 'unknown')).toEqual([])
  expect(ofSize([18, 19.8], 'neutrons')).toEqual([])
  expect(ofSize([15, 18], 'neutrons')).toEqual([expect.stringContaining('at most 18.0 Å, and to neutrons')])
  expect(ofSize([5, 8], 'unknown')).toEqual([expect.stringContaining('lies outside those of the models')])
})

test('models beyond the Shannon channels, and too large for the first point, are told', () => {
  const many = about(modelsOf(Array.from({ length: 50 }, (_, i) => 18 + i * 0.1)))
  expect(many).toContainEqual(expect.stringMatching(/^50 models against about 5 independent numbers/))
  expect(about(modelsOf([18, 22], 900))).toContainEqual(
    expect.stringMatching(/^The curve begins at q = 0.005 1\/Å; to see 900 Å/),
  )
})

test('a curve without noise is called calculated or smoothed', () => {
  expect(about(modelsOf([18, 22]))).toContainEqual(expect.stringContaining('calculated or smoothed'))
})

test('intensities that are mostly negative are told', () => {
  const shifted = curveIn(1).replace(/ (\d+\.\d+) 0\.5$/gm, (_, value) => ` ${Number(value) - 30} 0.5`)
  expect(about(modelsOf([18, 22]), shifted)).toContainEqual(
    expect.stringMatching(/^\d+ % of the intensities are negative\.$/),
  )
})

test('a unit that the evidence speaks against is doubted in words, the other is not', () => {
  const wrong = weigh(curveIn(10), 21)
  const q = Float64Array.from({ length: 100 }, (_, i) => 0.005 * (i + 1))
  expect(doubtsOf(wrong, '1/nm', q)).toBeNull()
  expect(doubtsOf(wrong, '1/A', q)).toContain('the median Rg of the models is 21.0 Å')
  const stated = weigh(`q (1/nm) I s\n${curveIn(10)}`, null)
  expect(doubtsOf(stated, '1/A', q)).toBe('The header says 1/nm.')
  expect(doubtsOf(stated, '1/nm', q)).toBeNull()
  const unsure = weigh(curveIn(1), null)
  expect(
    doubtsOf(
      unsure,
      '1/A',
      q.map(value => 10 * value),
    ),
  ).toBe('90 of the 100 points would lie beyond q = 0.5 1/Å and not be used.')
})
