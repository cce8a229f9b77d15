import { expect, test } from 'bun:test'
import { rgWithShell } from '#src/ensemble/curve/index.ts'
import { intensityOf } from '#src/ensemble/saxs/hydration.ts'
import { partialsOf } from '#src/ensemble/saxs/partials.ts'
import { radiusOfGyration } from '#src/ensemble/structures/measures.ts'
import { noReference, structureOf, whySkipped } from '../saxs/shared.ts'

test('without a shell it is that of the atoms, and every shell makes it larger', () => {
  expect(rgWithShell(20, 1500, 0)).toBeCloseTo(20, 12)
  const sizes = [0, 0.01, 0.02, 0.03].map(contrast => rgWithShell(20, 1500, contrast))
  expect(sizes.toSorted((a, b) => a - b)).toEqual(sizes)
})

// Compact, two domains with a linker, and disordered.
test.skipIf(noReference).each(['inputs/6lyz.pdb', 'inputs/bioce1.pdb', 'more/prion.pdb'])(
  `%s: it is that of the calculated curve within a twentieth${whySkipped}`,
  name => {
    const structure = structureOf(name)
    const rg = radiusOfGyration(structure.xyz)
    const partials = partialsOf(structure)
    for (const contrast of [0.015, 0.03]) {
      const q = 0.3 / rg
      const [i0, i] = intensityOf(partials, Float64Array.of(0, q), { c1: 1, contrast })
      const exact = Math.sqrt((3 * Math.log(i0! / i!)) / q ** 2)
      expect(Math.abs(rgWithShell(rg, structure.composition.atoms, contrast) / exact - 1)).toBeLessThan(0.05)
    }
  },
)
