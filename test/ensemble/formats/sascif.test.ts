import { expect, test } from 'bun:test'
import { sasCif } from '#src/ensemble/formats/index.ts'
import { resultOf } from '../../support/storyData.ts'

/** Item names as the files of the Small Angle Scattering Biological Data Bank use them. */
const items: Record<string, string[]> = {
  sas_scan: ['id', 'result_id', 'unit', 'qmin', 'qmax'],
  sas_scan_intensity: ['id', 'scan_id', 'momentum_transfer', 'intensity', 'intensity_su_counting'],
  sas_model_fitting_details: ['id', 'result_id', 'unit', 'chi_square', 'p_value'],
  sas_model_fitting: ['id', 'ordinal', 'momentum_transfer', 'intensity', 'fit'],
}

const result = resultOf({ points: 20, chi2PerPoint: 0.95 })
const text = sasCif(result, 'A title\ndata_injected')
const rowsAfter = (name: string) =>
  text
    .slice(text.indexOf(`_${name}\n`))
    .split('\n')
    .slice(1)
    .filter((_, i, lines) => lines.indexOf('#') > i)
    .map(line => line.split(' ').map(Number))

test('every item of a sasCIF file is in the dictionary', () => {
  const used = [...text.matchAll(/^_(\w+)\.(\w+)/gm)]
  expect(used.length).toBeGreaterThan(15)
  for (const [, category, name] of used) expect(items[category!]).toContain(name!)
})

test('the fit has its reduced chi2 and the p-value of the correlation map', () => {
  expect(text).toMatch(/_sas_model_fitting_details\.chi_square +1\.0000\n/)
  expect(text).toMatch(/_sas_model_fitting_details\.p_value +0\.4400\n/)
})

test('curve and fit stand in their blocks point by point', () => {
  expect(text.match(/^data_\S+/gm)).toEqual(['data_BIOCE_MAIN', 'data_BIOCE_FIT_1'])
  const measured = rowsAfter('sas_scan_intensity.intensity_su_counting')
  const fitted = rowsAfter('sas_model_fitting.fit')
  expect(measured).toHaveLength(20)
  expect(fitted).toHaveLength(20)
  expect(measured[4]![2]).toBeCloseTo(result.fit.q[4]!, 6)
  expect(measured[4]![4]).toBeCloseTo(result.fit.sigma[4]!, 5)
  expect(fitted[19]![4]).toBeCloseTo(result.fit.model[19]!, 5)
})
