import { expect, test } from 'bun:test'
import type { AppError } from '#src/errors.ts'
import { defaultFields, fieldsOf, optionsOf, parseParameters } from '#src/method/parameters.ts'
import { readParameters } from '#src/method/parametersFile.ts'

function faultsOf(fields: Record<string, string>): Record<string, string> {
  try {
    parseParameters({ ...defaultFields, ...fields })
    return {}
  } catch (error) {
    return { ...(error as AppError).fields }
  }
}

test('an untouched form means the defaults, and a seed that is written down', () => {
  const { seed, ...rest } = parseParameters(defaultFields)
  expect(rest).toEqual({
    cut: 0.01,
    iterations: 2000,
    chains: 4,
    skipVariational: false,
    prior: 'auto',
    scalePrior: 'half-normal',
    hydration: 'shared',
    qMin: null,
    qMax: null,
    background: 'auto',
    errorScale: 'inferred',
    iterationsMax: null,
    effort: 'thorough',
    energyPrior: 'softmax',
    contrast: null,
    radiation: 'x-rays',
    d2o: null,
    exchange: 0.9,
    deuteration: 0,
    deuteratedChains: '',
    resolution: 'auto',
    beamSd: 0,
    slitLength: null,
    slitPlateau: 1,
    slitWidth: 0,
  })
  expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32).toBe(true)
})

test.each([
  ['cut', '0.00009'],
  ['cut', '0.51'],
  ['cut', 'NaN'],
  ['iterations', '99'],
  ['iterations', '1.5'],
  ['seed', '-1'],
  ['seed', '4294967296'],
  ['chains', '1'],
  ['hydration', 'wet'],
  ['qMin', '-0.1'],
])('%s = %s is refused beside its field', (name, value) => {
  expect(Object.keys(faultsOf({ [name]: value }))).toEqual([name])
})

test('a q range must not be empty', () => {
  expect(faultsOf({ qMin: '0.3', qMax: '0.2' })).toEqual({
    qMax: 'The upper end must lie above the lower end.',
  })
})

test('parameters survive the way into a form and back', () => {
  const parameters = parseParameters({
    ...defaultFields,
    seed: '7',
    prior: '0.5',
    qMax: '0.3',
    skipVariational: 'on',
  })
  expect(parseParameters(fieldsOf(parameters))).toEqual(parameters)
})

test("a number of one's own is read from the field beside the choice, and must be there", () => {
  const own = { ...defaultFields, seed: '1', background: 'own' }
  expect(parseParameters({ ...own, backgroundValue: '0.02' }).background).toBe(0.02)
  expect(faultsOf({ background: 'own', backgroundValue: ' ' })).toEqual({
    background: 'Give the number, or make another choice.',
  })
  expect(faultsOf({ errorScale: 'own', errorScaleValue: '50' })).toEqual({
    errorScale: 'Use a number from 0.1 to 10.',
  })
  expect(parseParameters({ ...defaultFields, errorScale: 'fixed', errorScaleValue: '3' }).errorScale).toBe(
    'fixed',
  )
})

test('a record from before a setting was there keeps its meaning', () => {
  const older = { cut: 0.02, iterations: 500, seed: 7, chains: 4, skipVariational: true, prior: null }
  expect(optionsOf(older as never)).toMatchObject({
    background: 'none',
    errorScale: 'fixed',
    prior: '1/K',
    select: false,
  })
  expect(parseParameters(fieldsOf(older as never))).toMatchObject({
    background: 'none',
    errorScale: 'fixed',
    prior: '1/K',
  })
})

test('a list of chains that is too long is refused, not cut', () => {
  const chains = Array.from({ length: 120 }, (_, i) => `A${i}`).join(',')
  expect(faultsOf({ deuteratedChains: chains })).toEqual({ deuteratedChains: 'Use at most 200 characters.' })
})

test('a switch in JSON is true or false: no text counts as yes', () => {
  expect(readParameters('{"skipVariational": true}').skipVariational).toBe('on')
  expect(readParameters('{"skipVariational": false}').skipVariational).toBeUndefined()
  for (const text of ['"false"', '"no"', '0', '1'])
    expect(() => readParameters(`{"skipVariational": ${text}}`)).toThrow(
      expect.objectContaining({ fields: { json: '"skipVariational" must be true or false.' } }),
    )
})
