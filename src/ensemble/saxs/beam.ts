/** What a radiation sees in a structure: its points by kind, each kind with the amplitudes that the partial intensities are made of. */

import type { Structure } from '../structures/structure.ts'

/** One kind of point. */
export interface Kind {
  /** Amplitudes as functions of q in 1/A, as many and in the order as the beam has parts. */
  amplitudes: readonly ((q: number) => number)[]
  /** Radius of the sphere of displaced volume in A. */
  radius: number
}

/** The kinds of the atoms of a structure, and which each of its atoms is, [A]. */
export interface AtomKinds {
  kinds: Kind[]
  kindOf: Int32Array
}

export interface Beam {
  atomKinds(structure: Structure): AtomKinds
  /** A bead of a hydration shell on a grid of this spacing in A. */
  shellKind(spacing: number): Kind
  /** A sphere of unit contrast with this radius in A. */
  sphereKind(radius: number): Kind
}

export const nothing = () => 0

/** Numbers the kinds of the atoms in the order in which they appear: atoms of one key are one kind. */
export function kindsByKey<Type>(
  atoms: Iterable<{ key: string; type: Type }>,
  kindOfType: (type: Type) => Kind,
): AtomKinds {
  const indexOf = new Map<string, number>()
  const kinds: Kind[] = []
  const kindOf: number[] = []
  for (const { key, type } of atoms) {
    let kind = indexOf.get(key)
    if (kind === undefined) {
      kind = kinds.length
      indexOf.set(key, kind)
      kinds.push(kindOfType(type))
    }
    kindOf.push(kind)
  }
  return { kinds, kindOf: Int32Array.from(kindOf) }
}
