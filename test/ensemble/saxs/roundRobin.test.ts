import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import type { Curve } from '#src/ensemble/contract.ts'
import { fitProfile } from '#src/ensemble/saxs/hydration.ts'
import { partialsOf } from '#src/ensemble/saxs/partials.ts'
import { sharedFolder, unlessLong, unlessShared } from '../../support/skips.ts'
import { curveOf, jsonOf, structureOf, textOf } from './shared.ts'

/**
 * Lysozyme of the round robin of 2022 (SASDPT4), the mean of many beamlines with errors of 0.1 %: crystal structures by our profiles and by those of
 * FoXS, whose partial profiles were written by FoXS itself and are fitted here as FoXS does. Trewhella et al. 2022, Acta Cryst. D78, 1315,
 * found that calculated profiles match with a constant adjustment only.
 */

const skipped = unlessShared('roundrobin') || unlessShared('saxs') || unlessLong

function consensus(): Curve {
  const { proteins } = JSON.parse(readFileSync(sharedFolder('roundrobin', 'consensus.json'), 'utf8'))
  const { rows }: { rows: Record<string, number>[] } = proteins.find(
    ({ id }: { id: string }) => id === 'SASDPT4',
  )
  const column = (name: string) => Float64Array.from(rows, row => row[name]!)
  return { q: column('q'), intensity: column('outlierError'), sigma: column('outlierErrorSigma') }
}

/** Least chi2 per point of y = scale x + offset. */
function chi2Of({ intensity, sigma }: Curve, profile: Float64Array, offset: boolean): number {
  let [ww, wx, wy, xx, xy, yy] = [0, 0, 0, 0, 0, 0]
  for (let i = 0; i < profile.length; i++) {
    const [w, x, y] = [sigma[i]! ** -2, profile[i]!, intensity[i]!]
    ww += offset ? w : 0
    wx += offset ? w * x : 0
    wy += offset ? w * y : 0
    xx += w * x * x
    xy += w * x * y
    yy += w * y * y
  }
  const [ox, oy] = ww > 0 ? [wx / ww, wy / ww] : [0, 0]
  return (yy - oy * wy - (xy - ox * wy) ** 2 / (xx - ox * wx)) / profile.length
}

/** The best fit of FoXS: c1 in 0.99 to 1.05 and c2 in -2 to 4 over its own partial profiles vv, xx, vx, hh, vh, xh (cross terms twice). */
function foxsChi2(name: string, curve: Curve, offset: boolean): number {
  const table = textOf(`expected/${name}.foxs_partial.dat`)
    .split('\n')
    .filter(line => /^\s*\d/.test(line))
    .map(line => line.trim().split(/\s+/).map(Number))
  const radius = jsonOf<Record<string, { mean_radius: number }>>('expected/exact.json')[name]!.mean_radius
  const step = table[1]![0]!
  const rows = [1, 2, 3, 4, 5, 6].map(row =>
    curve.q.map(q => {
      const n = Math.min(Math.floor(q / step), table.length - 2)
      const share = q / step - n
      // ln I of a smooth curve is nearly a line between points 0.005 apart; c2 terms may change sign.
      const [a, b] = [table[n]![row]!, table[n + 1]![row]!]
      return a > 0 && b > 0 ? a * (b / a) ** share : a + share * (b - a)
    }),
  )
  const [vv, xx, vx, hh, vh, xh] = rows
  let least = Number.POSITIVE_INFINITY
  for (let c1 = 0.99; c1 < 1.0501; c1 += 0.001) {
    const volume = curve.q.map(
      q =>
        c1 ** 3 *
        Math.exp(-((((4 * Math.PI) / 3) ** (2 / 3) * radius ** 2 * (c1 ** 2 - 1) * q * q) / (4 * Math.PI))),
    )
    for (let c2 = -2; c2 < 4.01; c2 += 0.05) {
      const profile = volume.map(
        (g, i) => vv![i]! + g * g * xx![i]! - g * vx![i]! + c2 * (c2 * hh![i]! + vh![i]! - g * xh![i]!),
      )
      least = Math.min(least, chi2Of(curve, profile, offset))
    }
  }
  return least
}

test.skipIf(skipped !== '')(`FoXS is fitted as FoXS fits${skipped}`, () => {
  const { fit, fit_offset: withOffset } =
    jsonOf<Record<string, Record<string, { chi2: number }>>>('expected/foxs.json')['6lyz']!
  const curve = curveOf('inputs/lyzexp.dat')
  expect(foxsChi2('6lyz', curve, false)).toBeCloseTo(fit!.chi2, 2)
  expect(foxsChi2('6lyz', curve, true)).toBeCloseTo(withOffset!.chi2, 2)
})

for (const { name, withBackground, without, foxs } of [
  { name: '6lyz', withBackground: 8.78, without: 11.51, foxs: [9.05, 9.63] },
  { name: '2epe', withBackground: 9.05, without: 12.72, foxs: [9.79, 10.25] },
])
  test.skipIf(skipped !== '')(
    `lysozyme of the round robin by ${name}: with a background chi2 is below that of FoXS${skipped}`,
    () => {
      const curve = consensus()
      const partials = partialsOf(structureOf(`inputs/${name}.pdb`), { qMax: 0.5 })
      const [own, bare] = [true, false].map(offset => fitProfile(partials, curve, { offset }).chi2PerPoint)
      expect(own).toBeCloseTo(withBackground, 1)
      expect(bare).toBeCloseTo(without, 1)
      const [theirs, theirsBare] = [true, false].map(offset => foxsChi2(name, curve, offset))
      expect(theirs).toBeCloseTo(foxs[0]!, 1)
      expect(theirsBare).toBeCloseTo(foxs[1]!, 1)
      expect(own).toBeLessThan(theirs!)
    },
  )
