import { expect, test } from 'bun:test'
import { readCurve, sasCif } from '#src/ensemble/formats/index.ts'
import { resultOf, severalCurves } from '../../support/storyData.ts'

const result = resultOf({ points: 20, chi2PerPoint: 0.95 })
const text = sasCif(result, 'A title\ndata_injected')
const rowsAfter = (name: string) =>
  text
    .slice(text.indexOf(`_${name}\n`))
    .split('\n')
    .slice(1)
    .filter((_, i, lines) => lines.indexOf('#') > i)
    .map(line => line.split(' ').map(Number))

test('the fit has its reduced chi2 and the p-value of the correlation map', () => {
  expect(text).toMatch(/_sas_model_fitting_details\.chi_square +1\.0000\n/)
  expect(text).toMatch(/_sas_model_fitting_details\.p-value +0\.4400\n/)
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

test('a file of ours, and one with other units beside those of q, is read back with its unit', () => {
  const others = text.replaceAll(
    /(_sas_result\.id.*\n)/g,
    '$1_sas_result.length_units nm\n_sas_scan.intensity_units e/cm\n',
  )
  for (const each of [text, others])
    expect(readCurve(each, 'a.sascif').unitGuess).toEqual({
      unit: '1/A',
      reason: 'the file says 1/A',
      isStated: true,
    })
  const nanometre = others.replaceAll('1/AA', '1/nm')
  expect(readCurve(nanometre, 'a.sascif').unit).toBe('1/nm')
})

test('the resolution of q is written where the curve has it, and read back', () => {
  expect(text).not.toContain('resolution_width')
  const dq = result.fit.q.map(q => 0.001 + 0.02 * q)
  const smeared = sasCif({ ...result, fit: { ...result.fit, dq } }, 'Smeared')
  const again = readCurve(smeared, 'a.sascif').curve
  expect(again.dq).toHaveLength(20)
  for (const [i, width] of again.dq!.entries()) expect(width).toBeCloseTo(dq[i]!, 8)
  expect(again.sigma[4]).toBeCloseTo(result.fit.sigma[4]!, 5)
  // Widths that the file leaves open are none, and cost no point.
  const open = smeared.replace(/^(1 1 \S+ \S+ \S+) \S+$/m, '$1 ?')
  expect(open).not.toBe(smeared)
  const without = readCurve(open, 'a.sascif').curve
  expect([without.q.length, without.dq]).toEqual([20, undefined])
})

test('each of several curves says which file it is of and, of neutrons, in which solvent', () => {
  const several = sasCif(severalCurves().result, 'Both')
  const blocks = several.split(/^data_BIOCE_/m).slice(1)
  expect(blocks.map(block => block.split('\n')[0])).toEqual(['MAIN', 'FIT_1', 'CURVE_2', 'FIT_2'])
  const itemOf = (block: string, name: string) => new RegExp(`^_${name} +(.*)$`, 'm').exec(block)?.[1]
  expect(blocks.map(block => itemOf(block, 'sas_scan.filename'))).toEqual([
    ...['lysozyme.dat', undefined, 'lysozyme-d2o.dat', undefined],
  ])
  expect(itemOf(blocks[0]!, 'sas_scan.title')).toBeUndefined()
  expect(itemOf(blocks[2]!, 'sas_scan.title')).toBe("'SANS in 90 % D2O'")
  expect(blocks[1]).toContain("# 'Both, lysozyme.dat'")
  expect(blocks[3]).toContain("# 'Both, lysozyme-d2o.dat'")
  const onCommandLine = sasCif(severalCurves().result, 'lysozyme.dat')
  expect([...onCommandLine.matchAll(/^# (\S+):/gm)].map(match => match[1])).toEqual([
    'lysozyme.dat',
    'lysozyme-d2o.dat',
  ])
})
