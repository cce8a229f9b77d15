import { expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SeriesFile, SeriesState } from '#src/ensemble/contract.ts'
import { writeSeries } from '#src/method/series/files.ts'

const interval = (mean: number) => ({ mean, q025: mean - 0.01, q975: mean + 0.01 })
const state = (weight: number): SeriesState => ({
  weights: [interval(weight), interval(1 - weight)],
  groups: [interval(1)],
  properties: [interval(20 + weight)],
  effectiveModels: interval(1.5),
  chi2PerPoint: 1,
})

test('series.csv has a line for each quantity and curve, and nothing for what is not smooth', async () => {
  const verdict = { code: 'explained', grade: 'good', words: '', reasons: [] } as const
  const point = {
    points: 40,
    alone: { ...state(0.25), verdict: { ...verdict, reasons: [] }, converged: true },
  }
  const result: SeriesFile = {
    program: { name: 'bioce', version: '0' },
    ...{ inputs: [], warnings: [], remarks: ['b.dat: look.'], cpuSeconds: 1 },
    variable: { name: 'urea', unit: 'M' },
    scale: 'linear',
    curves: [
      { name: 'a, first.dat', value: 0, ...point, smooth: state(0.5) },
      { name: 'b.dat', value: 2.5, ...point, smooth: null },
      {
        ...{ name: 'c.dat', value: 3, ...point },
        smooth: { ...state(0.5), weights: [null, interval(0.5)], effectiveModels: null },
      },
    ],
    ...{ models: ['open & <b>', 'shut'], libraryModels: 2 },
    groups: [{ label: 'both', models: ['open & <b>', 'shut'] }],
    properties: [{ name: 'rg', unit: 'Å' }],
    ...{ hydration: null, process: null, sampler: null },
    parameters: { seed: 1, qMin: 0, qMax: 0.5, select: false, cut: 0.01 },
  }
  const folder = mkdtempSync(join(tmpdir(), 'series-'))
  await writeSeries(folder, result)
  const rows = readFileSync(join(folder, 'series.csv'), 'utf8').split('\n')
  expect(rows.slice(0, 4)).toEqual([
    'curve,urea (M),quantity,name,unit,alone_mean,alone_lower,alone_upper,smooth_mean,smooth_lower,smooth_upper',
    '"a, first.dat",0,weight,open & <b>,,0.25,0.24,0.26,0.5,0.49,0.51',
    'b.dat,2.5,weight,open & <b>,,0.25,0.24,0.26,,,',
    'c.dat,3,weight,open & <b>,,0.25,0.24,0.26,,,',
  ])
  expect(rows).toContain('c.dat,3,weight,shut,,0.75,0.74,0.76,0.5,0.49,0.51')
  expect(rows).toContain('c.dat,3,effective models,effective models,,1.5,1.49,1.51,,,')
  expect(rows).toContain('b.dat,2.5,mean,rg,Å,20.25,20.24,20.26,,,')
  expect(rows).toContain('b.dat,2.5,chi2 per point,chi2 per point,,1,,,,,')
  expect(rows).toHaveLength(1 + 3 * 6 + 1)
  const figure = readFileSync(join(folder, 'series.svg'), 'utf8')
  // Weights, groups, rg and effective models; a point for each of five quantities in all curves; bands from what is smooth.
  expect(figure.match(/font-weight/g)).toHaveLength(4)
  expect(figure.match(/<circle/g)).toHaveLength(5 * 3)
  expect(figure.match(/<polygon/g)).toHaveLength(5)
  expect(figure).toContain('open &#38; &#60;b&#62;')
  expect(readFileSync(join(folder, 'remarks.md'), 'utf8')).toBe('- b.dat: look.\n')
  expect(JSON.parse(readFileSync(join(folder, 'series.json'), 'utf8'))).toEqual(result)
  rmSync(folder, { recursive: true })
})
