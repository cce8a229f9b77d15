/** Numbers of residues as files write them, and numbers for residues whose own cannot be read. */

import { isComponent } from './components.ts'
import { polymerName } from './residues.ts'
import { ionOf } from './solvent.ts'

const firstOfHybrid = 10_000
const cubeOf36 = 36 ** 3

/**
 * The number in a field: decimal, hybrid-36 beyond 9,999 (`A000` is 10,000), or the hexadecimal of VMD in small letters
 * (`271a`); NaN where it holds none of them.
 */
export function residueNumberIn(field: string): number {
  const text = field.trim()
  if (/^[-+]?\d+$/.test(text)) return Number(text)
  if (/^[A-Z][0-9A-Z]{3}$/.test(text)) return Number.parseInt(text, 36) - 10 * cubeOf36 + firstOfHybrid
  if (/^[1-9][0-9a-f]{3}$/.test(text)) return Number.parseInt(text, 16)
  if (/^[a-z][0-9a-z]{3}$/.test(text)) return Number.parseInt(text, 36) + 16 * cubeOf36 + firstOfHybrid
  // An insertion code that stands too far left.
  return /^-?\d{1,2}[A-Za-z]$/.test(text) ? Number.parseInt(text, 10) : Number.NaN
}

/** Numbers the residues of one model. */
export class ResidueNumbers {
  private last = 0
  private key = ''
  private names = new Set<string>()

  /**
   * The number of the residue that an atom belongs to. Where its field holds none (`****`, `.`) residues are counted on:
   * one ends where another name of residue or chain begins, or where the name of an atom comes again.
   *
   * @param field what stands where the number should
   */
  of(field: string, residue: string, chain: string, atom: string, altloc: string): number {
    const read = residueNumberIn(field)
    if (!Number.isNaN(read)) {
      this.key = ''
      this.last = read
      return read
    }
    const key = `${chain}|${residue}`
    const name = `${atom}|${altloc}`
    if (key !== this.key || (this.names.has(name) && areNamesUnique(residue, atom))) {
      this.last++
      this.key = key
      this.names.clear()
    }
    this.names.add(name)
    return this.last
  }
}

/** Other programs call every atom of a ligand C. */
const areNamesUnique = (residue: string, atom: string) =>
  polymerName(residue) !== '' || isComponent(residue) || ionOf(residue, atom) !== undefined
