/** What a file is that is no structure in PDB, mmCIF or GRO, by its first words. */

export const otherFiles = {
  bcif: 'a BinaryCIF file',
  mmtf: 'an MMTF file',
  pdbml: 'a PDBML (XML) file',
  mol2: 'a MOL2 file',
  sdf: 'an SDF or MOL file',
  xyz: 'an XYZ file, which has no residues',
  g96: 'a GROMOS96 (.g96) file',
  rst7: 'an AMBER restart file, which names no atoms',
  prmtop: 'an AMBER topology (prmtop)',
  crd: 'a CHARMM coordinate file (.crd)',
  lammps: 'a LAMMPS file',
  netcdf: 'a NetCDF file, as AMBER writes trajectories',
  hdf5: 'an HDF5 file',
  zip: 'a zip archive',
  gzip: 'compressed (gzip)',
  html: 'a web page',
  json: 'a JSON file',
  fasta: 'a sequence (FASTA)',
  utf16: 'text in UTF-16',
  spheres: 'an integrative model of spheres (IHM), not of atoms',
  component: 'the description of a chemical component, not a model',
  crystal: 'a CIF file of a small molecule, with positions as fractions of its cell',
  curve: 'sasCIF, which holds a curve',
} as const

export type OtherFile = keyof typeof otherFiles

const heads: [OtherFile, RegExp][] = [
  ['bcif', /^[^\n]{1,4}encoder/],
  ['mmtf', /^[^\n]{1,40}mmtfVersion/],
  ['hdf5', /^.HDF\r?\n/],
  ['pdbml', /<PDBx:datablock/],
  ['html', /^\s*<(?:!doctype html|html)[\s>]/i],
  ['mol2', /^@<TRIPOS>/m],
  ['sdf', /^[^\n]*\n[^\n]*\n[^\n]*\n[^\n]*V[23]000\s*$/m],
  ['xyz', /^\s*\d+\s*\n[^\n]*\n\s*[A-Z][a-z]?(?:\s+-?\d+\.\d+){3}/],
  ['g96', /^TITLE\s*\n[\s\S]*?^(?:POSITION|POSITIONRED)\s*$/m],
  ['prmtop', /^%VERSION/],
  ['crd', /^(?:\*[^\n]*\n)+\s*\d+(?:\s+EXT)?\s*\n/],
  ['rst7', /^[^\n]*\n\s*\d+(?:\s+[-\d.E+]+)?\s*\n(?:\s*-?\d+\.\d{7}){3}/],
  ['lammps', /^(?:ITEM: TIMESTEP|LAMMPS )/],
  ['fasta', /^>/],
  ['json', /^\s*[{[]/],
]

/** By first characters that no text has. */
const marks: [OtherFile, string][] = [
  ['netcdf', 'CDF\u0001'],
  ['netcdf', 'CDF\u0002'],
  ['netcdf', 'CDF\u0005'],
  ['zip', 'PK\u0003\u0004'],
  ['gzip', '\u001f\ufffd\b'],
  ['gzip', '\u001f\u008b\b'],
]

/** Whether every other of the first characters is zero, as in Latin letters of two bytes. */
const isUtf16 = (head: string) =>
  head.length > 20 &&
  [0, 1].some(odd => [...head.slice(2, 20)].every((char, i) => (char === '\0') === (i % 2 === odd)))

/** By the first characters of a text, which may be bytes that were taken for one; undefined for what may be a structure. */
export function notStructureIn(text: string): OtherFile | undefined {
  const head = text.slice(0, 2000).replaceAll('\r\n', '\n')
  const mark = marks.find(([, begins]) => head.startsWith(begins))
  if (mark) return mark[0]
  if (isUtf16(head)) return 'utf16'
  return heads.find(([, pattern]) => pattern.test(head))?.[0]
}

/** By a name in a CIF file that has no table of atoms. */
export function cifWithoutAtoms(name: string): OtherFile | undefined {
  if (/^_ihm_(?:sphere|gaussian)_obj/i.test(name)) return 'spheres'
  if (/^_chem_comp_atom\./i.test(name)) return 'component'
  if (/^_atom_site_(?:fract|label)/i.test(name)) return 'crystal'
  if (/^_sas_scan_intensity\./i.test(name)) return 'curve'
}
