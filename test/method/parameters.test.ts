import { expect, test } from 'bun:test'
import type { AppError } from '#src/errors.ts'
import { defaultFields, fieldsOf, parseParameters } from '#src/method/parameters.ts'

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
    prior: '1/K',
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
