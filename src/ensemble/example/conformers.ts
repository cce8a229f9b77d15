import { cos, sin } from '../numeric/elementary.ts'
import {
  add,
  bundleTrace,
  cross,
  dot,
  dress,
  linkerTrace,
  type Residue,
  scale,
  subtract,
  unit,
  type Vector,
} from './chain.ts'

/** One conformer of the example protein. */
export interface Conformer {
  name: string
  residues: Residue[]
  /** Radius of gyration of the C-alpha atoms, A. */
  rg: number
}

const linkerLength = 18
const candidates = 400

/**
 * The library of the example study: `count` conformers of a two-domain protein (a bundle of four helices and one
 * of three, joined by a linker of 18 residues), from compact to extended, all of one sequence. Conformers whose
 * domains clash are left out; those kept are spread evenly over the radius of gyration.
 *
 * @param count conformers wanted, 2 to 100
 * @param random uniform numbers in [0, 1), seeded by the caller: the same numbers give the same library
 */
export function exampleConformers(count: number, random: () => number): Conformer[] {
  const first = bundleTrace(4, 18)
  const second = bundleTrace(3, 16)
  const found: Vector[][] = []
  while (found.length < candidates) {
    const heading: Vector = [0.3 * (random() - 0.5), 0.3 * (random() - 0.5), -1]
    const linker = linkerTrace(first.at(-1)!, heading, linkerLength, random)
    const domain = attach(second, linker.at(-1)!, unit(subtract(linker.at(-1)!, linker.at(-2)!)), random)
    const body = [...linker.slice(1), ...domain]
    if (clashes(first, body) || clashes(linker.slice(0, -2), domain)) continue
    found.push([...first, ...linker, ...domain])
  }
  const sorted = found.map(trace => ({ trace, rg: radiusOfGyration(trace) })).sort((a, b) => a.rg - b.rg)
  const low = sorted[Math.floor(0.01 * candidates)]!.rg
  const high = sorted[Math.floor(0.99 * candidates)]!.rg
  return Array.from({ length: count }, (_, index) => {
    const target = low + ((high - low) * index) / (count - 1)
    const nearest = sorted.reduce(
      (best, each, at) => (Math.abs(each.rg - target) < Math.abs(sorted[best]!.rg - target) ? at : best),
      0,
    )
    const [{ trace, rg }] = sorted.splice(nearest, 1) as [(typeof sorted)[number]]
    const inLinker = (residue: number) => residue >= first.length && residue < first.length + linkerLength
    const residues = dress(trace, residue => (inLinker(residue) ? 'GLY' : 'ALA'))
    return { name: `conformer-${String(index + 1).padStart(2, '0')}`, residues, rg }
  })
}

/** The conformer as a PDB file, so that it goes through the same door as a person's own. */
export function writeConformer({ name, residues, rg }: Conformer): string {
  const lines = [`REMARK   1 BIOCE EXAMPLE ${name.toUpperCase()}, C-ALPHA RG ${rg.toFixed(2)} A`]
  let serial = 0
  for (const [index, residue] of residues.entries())
    for (const atom of residue.atoms) {
      const [x, y, z] = atom.at.map(value => value.toFixed(3).padStart(8)) as [string, string, string]
      const id = `${String(++serial).padStart(5)}  ${atom.name.padEnd(3)} ${residue.name} A${String(index + 1).padStart(4)}`
      lines.push(`ATOM  ${id}    ${x}${y}${z}  1.00  0.00           ${atom.name[0]}`)
    }
  return `${[...lines, 'TER', 'END'].join('\n')}\n`
}

/** Moves a domain so that its first residue follows `end`, with its long axis about `heading` and a free spin. */
function attach(domain: readonly Vector[], end: Vector, heading: Vector, random: () => number): Vector[] {
  const spin = 2 * Math.PI * random()
  const aside = unit(cross(heading, Math.abs(heading[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0]))
  const x = add(scale(aside, cos(spin)), scale(cross(heading, aside), sin(spin)))
  const y = cross(heading, x)
  const start = add(end, scale(heading, 3.8))
  return domain.map(point => {
    const [dx, dy, dz] = subtract(point, domain[0]!)
    return add(start, add(add(scale(x, dx), scale(y, dy)), scale(heading, dz)))
  })
}

/** True when any two C-alpha atoms of the two sets come closer than 4.5 A. */
function clashes(a: readonly Vector[], b: readonly Vector[]): boolean {
  return a.some(p => b.some(q => dot(subtract(p, q), subtract(p, q)) < 4.5 ** 2))
}

function radiusOfGyration(points: readonly Vector[]): number {
  const centre = scale(points.reduce(add), 1 / points.length)
  const squares = points.reduce(
    (sum, point) => sum + dot(subtract(point, centre), subtract(point, centre)),
    0,
  )
  return Math.sqrt(squares / points.length)
}
