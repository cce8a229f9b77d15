import { describe, expect, test } from 'bun:test'
import { absoluteScale, fitProfile, intensityOf } from '#src/ensemble/saxs/hydration.ts'
import { partialsAt, partialsOf } from '#src/ensemble/saxs/partials.ts'
import { long, unlessLong } from '../../support/skips.ts'
import { curveOf, jsonOf, noReference, structureOf, textOf, whySkipped } from './shared.ts'

/**
 * Against other programs, whose physics differs, and against the unbinned path on more structures: minutes, so only
 * with BIOCE_LONG=1. Provenance of the numbers: ../shared/data/saxs/README.md.
 */
const why = whySkipped || unlessLong

const fits = [
  ['6lyz', 'lyzexp.dat'],
  ['3KFO-fill.B99990005', '23922_merge.dat'],
  ['2epe', '2epe.dat'],
  ...[1, 2, 3, 4, 5].map(i => [`bioce${i}`, 'exp_test_10pts.dat']),
]

describe.skipIf(noReference || !long)(`other programs${why}`, () => {
  test.each(fits)(
    '%s: chi2 with offset within 25 %% or 0.3 of FoXS or AUSAXS, whichever is nearer',
    (name, file) => {
      const foxs =
        jsonOf<Record<string, { fit_offset: { chi2: number }; fit: { chi2: number } }>>('expected/foxs.json')
      const ausaxs = jsonOf<Record<string, Record<string, { chi2_dof: number }>>>('expected/ausaxs.json')
      const curve = curveOf(`inputs/${file}`)
      const partials = partialsOf(structureOf(`inputs/${name}.pdb`), { qMax: Math.max(...curve.q) })
      const chi2 = fitProfile(partials, curve).chi2PerPoint
      const others = [foxs[name]?.fit.chi2, ...Object.values(ausaxs[name] ?? {}).map(fit => fit.chi2_dof)]
      const distances = others
        .filter(Number.isFinite)
        .map(other => Math.abs(chi2 - other!) / Math.max(0.25 * other!, 0.3))
      expect(Math.min(...distances)).toBeLessThan(1)
    },
  )

  test('genuine Pepsi-SAXS fits: chi2 of its columns and of ours differ by less than 0.6', () => {
    const expected =
      jsonOf<Record<string, { chi2_mean_of_column_vs_data_after_one_scale: number[] }>>('expected/pepsi.json')
    const theirs = expected['SimulatedIntensities_558229d.txt']!.chi2_mean_of_column_vs_data_after_one_scale
    const curve = curveOf('inputs/exp_test_10pts.dat')
    theirs.forEach((chi2, i) => {
      const fit = fitProfile(partialsOf(structureOf(`inputs/bioce${i + 1}.pdb`)), curve)
      expect(Math.abs(fit.chi2PerPoint - chi2)).toBeLessThan(0.6)
    })
  })

  test('an absolute scale like that of Pepsi-SAXS, within 10 %', () => {
    const partials = partialsOf(structureOf('inputs/bioce1.pdb'))
    const forward =
      intensityOf(partials, Float64Array.of(0), { c1: 1, contrast: 0 })[0]! * absoluteScale(partials)
    const pepsi = Number(textOf('inputs/SimulatedIntensities_2f12016.txt').trim().split(/\s+/)[0])
    expect(Math.abs(forward / pepsi - 1)).toBeLessThan(0.1)
  })
})

describe.skipIf(noReference || !long)(`the unbinned path on more structures${why}`, () => {
  const more = ['1fguA', '2bbm', '4cln', 'LAR1-2', 'LAR1-4', 'prion', 'ligase', 'SASDJQ4', 'SASDJG5', '3sba']
  test.each(more)(
    '%s: all partials within 3e-4 at every q',
    name => {
      const structure = structureOf(`more/${name}.pdb`)
      const fast = partialsOf(structure)
      const exact = partialsOf(structure, { unbinned: true })
      const q = Float64Array.from({ length: 101 }, (_, i) => 0.005 * i)
      const [a, b] = [partialsAt(fast, q), partialsAt(exact, q)]
      const at = (rows: Float64Array, row: number, i: number) => rows[row * q.length + i]
      // Cross terms change sign: they are measured by the geometric mean of their two parts.
      const scales = [
        (i: number) => at(b, 0, i),
        (i: number) => at(b, 1, i),
        (i: number) => at(b, 2, i),
        (i: number) => at(b, 3, i),
        (i: number) => Math.sqrt(at(b, 0, i)! * at(b, 3, i)!),
        (i: number) => Math.sqrt(at(b, 1, i)! * at(b, 3, i)!),
      ]
      for (const [row, scale] of scales.entries()) {
        for (let i = 0; i < q.length; i++) {
          expect(Math.abs(at(a, row, i)! - at(b, row, i)!) / scale(i)!).toBeLessThan(3e-4)
        }
      }
    },
    1_800_000,
  )
})
