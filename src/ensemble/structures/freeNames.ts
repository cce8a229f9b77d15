/** Atom names of formats that have no columns for an element. */

/**
 * An atom's name as it would stand in columns 13 to 16 of a PDB file, for `elementFromName`: a two-letter element begins
 * in column 13. It is one where the residue is named after it, as ions are, and for chlorine and bromine.
 */
export function columnsOfName(name: string, residue: string): string {
  const letters = name.replace(/[^A-Z]/g, '')
  const isIon = letters.length === 2 && residue.replace(/[^A-Z]/g, '') === letters
  return isIon || /^(CL|BR)/.test(name) ? name.padEnd(4) : ` ${name}`.padEnd(4)
}
