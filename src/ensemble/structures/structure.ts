/** One conformation, cleaned and ready for the physics: what every reader returns and everything else reads. */

/** One residue, ligand or ion of a structure, in file order. */
export interface Residue {
  /** Chain as the authors wrote it; empty where the file has none. */
  chain: string
  /** Author's residue number. */
  number: number
  /** Insertion code; empty almost always. */
  insertion: string
  /** Residue name as written, upper case. */
  name: string
}

/** What a model is made of, independent of where its atoms lie: equal for all models of a library. */
export interface Composition {
  /** Number of atoms kept. */
  atoms: number
  /** Number of atoms of each united-atom type, such as `CH2` or `ZN`. */
  types: Record<string, number>
  /** Residue names in order without ions, protonation variants under the parent's name. */
  residues: string[]
  /** Where each residue is, for a message: `A 45`. */
  labels: string[]
  /** The sorted heavy atoms of each residue under their usual names, joined by blanks: `C:C CA:C CB:C N:N O:O`. */
  contents: string[]
}

/** One model: solvent, second conformers and (unless asked for) hydrogens are gone. A atoms. */
export interface Structure {
  /** Unique within its library: the file's name, followed by `#` and the model's number if there are several. */
  name: string
  /** The number on the MODEL record or in `pdbx_PDB_model_num`; 1 where there is none. */
  model: number
  /** `beads`: a dummy-atom model, all spheres of one radius; anything else is `atoms`. */
  kind: 'atoms' | 'beads'
  /** What is known of the amino acids, where it is not all: one point of each, or the backbone. */
  coarse?: 'alpha' | 'backbone' | undefined
  /** Radius of a bead in A; 0 for atoms. */
  beadRadius: number
  /** Coordinates in A, [A, 3] row-major. */
  xyz: Float64Array
  /** Element symbols in upper case, [A]; D is written H. */
  elements: string[]
  /** Atom names without blanks, [A]. */
  atomNames: string[]
  /** Hydrogens that each heavy atom carries implicitly, [A]; all 0 when hydrogens are explicit. */
  hydrogens: Uint8Array
  /** Heavy atoms of residues whose hydrogens neither a table nor the file knows. */
  unknownAtoms: number
  /** Charge of an ion, [A]; 0 for an atom of a molecule. */
  charges: Int8Array
  /** 1 for a HETATM record, [A]. */
  het: Uint8Array
  /** Index into `residues`, [A]. */
  residueOf: Int32Array
  residues: Residue[]
  composition: Composition
  /** Of a topology: where its atoms stand among those of its file. */
  inFile?: AtomPlaces
}

/** The atoms of a model that were kept, among all that its file lists. */
export interface AtomPlaces {
  /** Place of each kept atom, from 0, [A]. */
  places: Int32Array
  /** Atoms in the file; waters, hydrogens and second conformers counted. */
  atoms: number
}

/** How a file is to be read. */
export interface ReadOptions {
  /** `implicit` (default): hydrogens are dropped and counted from tables; `explicit`: only those in the file count. */
  hydrogens?: 'implicit' | 'explicit'
  /** `keep`: bulk ions and crystallisation agents stay; waters never do. */
  solvent?: 'keep' | 'leave out'
  /** Refuse a file with more models than this; 100,000 unless given. */
  modelsMax?: number
  /** The file names the atoms of a trajectory: it need not have positions, and `inFile` tells which atoms are kept. */
  isTopology?: boolean
}
