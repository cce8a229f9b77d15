import type { Structure } from '../structures/structure.ts'
import { type Beam, kindsByKey, nothing } from './beam.ts'
import {
  displacedAmplitude,
  displacedRadius,
  hydrationAmplitude,
  sphereAmplitude,
  type UnitedAtom,
  vacuumAmplitude,
} from './formFactors.ts'

/** X-rays: amplitudes in electrons of an atom in vacuum, of the solvent it displaces, and of a hydration bead per e/A^3 of contrast. */
export const xrays: Beam = {
  atomKinds: structure =>
    kindsByKey(unitedAtoms(structure), type => ({
      amplitudes: [q => vacuumAmplitude(type, q), q => displacedAmplitude(type, q), nothing],
      radius: displacedRadius(type),
    })),
  shellKind: spacing => ({
    amplitudes: [nothing, nothing, q => hydrationAmplitude(spacing, q)],
    radius: 0,
  }),
  sphereKind: radius => ({ amplitudes: [q => sphereAmplitude(radius, q), nothing, nothing], radius: 0 }),
}

function* unitedAtoms({
  elements,
  hydrogens,
  charges,
}: Structure): Iterable<{ key: string; type: UnitedAtom }> {
  for (let i = 0; i < elements.length; i++) {
    const type = { element: elements[i]!, hydrogens: hydrogens[i]!, charge: charges[i]! }
    yield { key: `${type.element}${type.hydrogens} ${type.charge}`, type }
  }
}
