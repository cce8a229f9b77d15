import { expect, test } from 'bun:test'
import type { AppError } from '#src/errors.ts'
import { kindOf } from '#src/method/curveKind.ts'
import { reachesOf } from '#src/method/curveReaches.ts'
import {
  curveOptionsOf,
  defaultFields,
  describeParameters,
  fieldsOf,
  formNamesOf,
  optionsOf,
  parseParameters,
} from '#src/method/parameters.ts'
import { readParameters, writeParameters } from '#src/method/parametersFile.ts'
import { settingViews } from '#src/method/settingViews.ts'

const form = {
  ...defaultFields,
  seed: '7',
  qMax: '0.3',
  radiation2: 'neutrons',
  d2o2: '0.9',
  background2: 'own',
  background2Value: '0.02',
}

const faultsOf = (run: () => unknown): Record<string, string> => {
  try {
    run()
    return {}
  } catch (error) {
    return { ...(error as AppError).fields }
  }
}

test('a form has the settings of each curve under names of its own', () => {
  const parameters = parseParameters(form, 2)
  expect(parameters.more).toMatchObject([
    { radiation: 'neutrons', d2o: 0.9, background: 0.02, qMax: null, errorScale: 'inferred' },
  ])
  expect(optionsOf(parameters)).toMatchObject({ radiation: 'x-rays', qMax: 0.3, background: 'auto' })
  expect(curveOptionsOf(parameters, 1)).toMatchObject({ radiation: 'neutrons', d2o: 0.9, background: 0.02 })
  expect(curveOptionsOf(parameters, 1)).not.toHaveProperty('chains')
  expect(parseParameters(fieldsOf(parameters), 2)).toEqual(parameters)
  expect(parseParameters(form)).not.toHaveProperty('more')
  expect(formNamesOf(2)).toContain('background2Value')
  expect(formNamesOf(1)).not.toContain('qMin2')
})

test('what is wrong with the settings of a curve is told beside its field', () => {
  const wrong = { ...form, d2o2: '', qMin2: '0.3', qMax2: '0.2', exchange2: '2' }
  expect(faultsOf(() => parseParameters(wrong, 2))).toEqual({
    exchange2: 'Use a number from 0 to 1.',
    qMax2: 'The upper end must lie above the lower end.',
    d2o2: 'Neutrons need the D₂O fraction of the solvent.',
  })
})

test('parameters as a file name the further curves, and are refused for a study of fewer', () => {
  const parameters = parseParameters(form, 2)
  const fields = readParameters(writeParameters(parameters), 2)
  expect(parseParameters(fields, 2)).toEqual(parameters)
  const short = JSON.stringify({ more: [{ radiation: 'neutrons', d2o: 0.4 }] })
  expect(parseParameters(readParameters(short, 3), 3).more).toMatchObject([
    { radiation: 'neutrons', d2o: 0.4, background: 'auto' },
    { radiation: 'x-rays', d2o: null, errorScale: 'inferred' },
  ])
  const refused = (more: unknown, curves = 2) =>
    faultsOf(() => readParameters(JSON.stringify({ more }), curves)).json
  expect(refused([{}], 1)).toBe('"more" has 1 curves after the first; this study has 0.')
  expect(refused({})).toBe('"more" must be a list with an object for each curve after the first.')
  expect(refused([{ chains: 4 }])).toBe('"chains" is not a parameter of this program for a single curve.')
  expect(refused([{ d2o: 2 }])).toBe('d2o2: Use a number from 0 to 1.')
  expect(refused([{ d2o: [1] }])).toBe('"d2o" must be a number, a text or null.')
})

test('lists tell what a further curve has of its own', () => {
  const told = describeParameters(parseParameters(form, 2)).filter(({ name }) => name.endsWith('curve 2'))
  expect(told).toEqual([
    { name: 'Radiation, curve 2', value: 'neutrons' },
    { name: 'D₂O fraction, curve 2', value: '0.9' },
    { name: 'Constant background, curve 2', value: '0.02' },
  ])
})

test('the form shows what belongs to a curve once for each, and says how far each reaches', () => {
  const size = (name: string, qMax: number, hasDq: boolean) => ({ name, qMax, points: 50, beyond: 0, hasDq })
  const curves = [size('saxs.dat', 0.3, false), size('sans.dat', 0.2, true)]
  const views = settingViews({ models: 5, curves })
  expect(views.neutrons).toEqual([])
  expect(views.more.map(({ name }) => name)).not.toContain('qMax')
  expect(views.curves.map(({ name }) => name)).toEqual(['saxs.dat', 'sans.dat'])
  const [first, second] = views.curves.map(({ settings }) => new Map(settings.map(each => [each.name, each])))
  expect(first!.get('qMax')!.help).toContain('The curve goes to 0.3')
  expect(second!.get('qMax2')!.help).toContain('The curve goes to 0.2')
  expect(second!.get('radiation2')!.help).toContain('resolution of q')
  expect(settingViews({ models: 5, curves: curves.slice(0, 1) }).curves).toEqual([])
})

test('curves of one kind share the distances in the models, as far as any of them asks', () => {
  const curve = (last: number) => ({
    q: Float64Array.from([0.01, last]),
    intensity: Float64Array.from([1, 1]),
    sigma: Float64Array.from([1, 1]),
  })
  const neutrons = { radiation: 'neutrons', d2o: 0.4, resolution: 'none' } as const
  expect(kindOf(neutrons)).toBe(kindOf({ ...neutrons, d2o: 0.9 }))
  expect(kindOf(neutrons)).not.toBe(kindOf({ ...neutrons, exchange: 1 }))
  expect(
    reachesOf([
      { curve: curve(0.3), options: {} },
      { curve: curve(0.2), options: neutrons },
      { curve: curve(0.25), options: { ...neutrons, d2o: 0.9 } },
    ]),
  ).toEqual([0.3, 0.25, 0.25])
})
