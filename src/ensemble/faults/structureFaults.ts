import { type OtherFile, otherFiles } from '../structures/notStructure.ts'
import { counted, note, problem, quoted, warning } from './kind.ts'

const asTheyAre =
  'If the models are right, use them as they are: on the page of the upload, or with --accept-unusual.'
const rewrite = 'The mmCIF file is incomplete. Write it again from its program.'

/** What can be wrong with structure files and with the library that they make up. */
export const structureFaults = {
  'structure.empty': problem(
    'bad_structure',
    () => 'the file is empty',
    'The file may have been cut off while it was saved or copied. Save it again.',
  ),
  'structure.binary': problem(
    'bad_structure',
    () => 'this is a binary file, not text',
    'Export the model as PDB or mmCIF text.',
  ),
  'structure.long_line': problem<{ most: number }>(
    'bad_structure',
    ({ most }) => `the line is longer than ${most} characters`,
    'This is not a structure file in text. Export the model as PDB or mmCIF.',
  ),
  'structure.compressed_data_damaged': problem(
    'bad_structure',
    () => 'the compressed data are damaged or cut off',
    'Compress the file again, and check that the copy is as large as the original.',
  ),
  'structure.unknown_format': problem(
    'bad_structure',
    () =>
      'this is neither a PDB, an mmCIF nor a GRO file: no line of it is an atom record or begins a data block',
    'Export the model as PDB or mmCIF.',
  ),
  'structure.other_file': problem<{ kind: OtherFile }>(
    'bad_structure',
    ({ kind }) => `this is ${otherFiles[kind]}`,
    'Save the models as PDB or mmCIF text, for example with PyMOL, ChimeraX, VMD or gemmi.',
  ),
  'structure.spheres_left_out': warning(
    () => 'the spheres of an integrative model beside its atoms are left out',
    'Check that the atoms are the whole model: parts that are spheres alone do not scatter here.',
  ),
  'structure.no_atoms': problem(
    'bad_structure',
    () => 'there is no atom in the file',
    'Check that the protein itself was written.',
  ),
  'structure.only_solvent': problem(
    'bad_structure',
    () => 'no atom is left without waters and hydrogens',
    'Check that the protein itself, not only its solvent, was written.',
  ),
  'structure.too_many_models': problem<{ most: number }>(
    'too_large',
    ({ most }) => `the file holds more than ${most} models`,
    'Take every second or every tenth model of the library.',
  ),
  'structure.waters': note(() => 'waters are left out: the hydration shell stands for them'),
  'structure.virtual_sites': note(
    () => 'points without an atom (virtual sites, lone pairs, centroids) are left out: they do not scatter',
  ),
  'structure.bulk_ions': note<{ ions: number; residues: string[] }>(
    ({ ions, residues }) =>
      `${counted(ions, 'ion')} (${residues.join(', ')}) that nothing binds ${ions === 1 ? 'is' : 'are'} left out as solvent`,
    'If they belong to the molecule, keep ions and crystallisation agents: on the page of the upload, or with --keep-solvent.',
  ),
  'structure.crystallisation_agents': note<{ residues: string[] }>(
    ({ residues }) =>
      `${residues.join(', ')} from the crystal's solution ${residues.length === 1 ? 'is' : 'are'} left out`,
    'If they are in the sample and bound, keep ions and crystallisation agents: on the page of the upload, or with --keep-solvent.',
  ),
  'structure.repeated_atoms': warning<{ atoms: number }>(
    ({ atoms }) =>
      `${counted(atoms, 'atom')} ${atoms === 1 ? 'is' : 'are'} in the file twice and ${atoms === 1 ? 'is' : 'are'} counted once`,
    'Check that the file was not put together from two, and that alternate locations are marked in column 17.',
  ),
  'structure.hydrogens_of_file': note<{ residue: string }>(
    ({ residue }) => `the hydrogens of ${residue} are those of the file`,
  ),
  'structure.hydrogens': note(() => 'hydrogens in the file are left out and counted from tables instead'),
  'structure.no_hydrogens': warning(
    () => 'explicit hydrogens were requested, but the file has none',
    'Add the hydrogens, or let them be counted from tables.',
  ),
  'structure.alternate_locations': note<{ atoms: number; residues: number }>(
    ({ atoms, residues }) =>
      `${counted(atoms, 'atom')} in alternate locations ${atoms === 1 ? 'is' : 'are'} left out: one conformer of ${counted(residues, 'residue')} is kept`,
    'If the other conformer matters, upload it as a model of its own.',
  ),
  'structure.alpha_only': warning(
    () =>
      'the file holds one point per residue (C-alpha atoms or beads): each is replaced by a whole residue of its kind',
    'Profiles are good to a few percent up to q = 0.2 1/Å. Rebuild all atoms, for example with PULCHRA or cg2all, for the best ones.',
  ),
  'structure.backbone_only': warning(
    () => 'the file holds the backbone only: each residue gets an average side chain of its kind',
    'Profiles are good to a few percent up to q = 0.2 1/Å. Rebuild the side chains, for example with HPacker or FASPR, for the best ones.',
  ),
  'structure.martini': problem<{ bead: string; model: string }>(
    'bad_structure',
    ({ bead, model }) => `${bead} is a bead of a ${model} model, which stands for several atoms at once`,
    'Turn the models into all atoms first: with cg2all, backward or the CHARMM-GUI Martini maker, or with the tools of the model itself.',
  ),
  'structure.coarse_nucleotides': problem<{ atoms: number; nucleotides: number }>(
    'bad_structure',
    ({ atoms, nucleotides }) =>
      `the ${nucleotides} nucleotides have ${counted(atoms, 'atom')} together: they are coarse-grained, and whole ones have about 20 each`,
    'Build all atoms first, for example with Arena for RNA. One point a residue is read for proteins only.',
  ),
  'structure.bead_radius': note<{ radius: number }>(
    ({ radius }) => `no bead radius in REMARK 265: ${radius.toFixed(2)} A taken`,
  ),
  'structure.unknown_residue': warning<{ residue: string }>(
    ({ residue }) => `residue ${residue} is not in the tables: its hydrogens are not counted`,
    'Nothing needs to be done for a small ligand; leave it out if it is not in the sample.',
  ),
  'structure.unknown_hydrogens': problem<{ percent: number }>(
    'bad_structure',
    ({ percent }) =>
      `${percent.toFixed(0)} % of the atoms are in residues that are in no table, and the file has no hydrogens for them`,
    `Add their hydrogens to the file. ${asTheyAre}`,
  ),
  'structure.mostly_missing': problem<{ percent: number }>(
    'bad_structure',
    ({ percent }) => `${percent.toFixed(0)} % of the heavy atoms that its residues should have are missing`,
    `Build the missing atoms. ${asTheyAre}`,
  ),
  'structure.unlikely_hydrogens': problem<{ ratio: number; least: number; most: number }>(
    'bad_structure',
    ({ ratio, least, most }) =>
      `the model has ${ratio.toFixed(2)} hydrogens for each heavy atom; molecules have ${least} to ${most}`,
    `Check the names of residues and atoms. ${asTheyAre}`,
  ),
  'structure.unlikely_density': problem<{ contrast: number; least: number; most: number }>(
    'bad_structure',
    ({ contrast, least, most }) =>
      `the mean contrast of the model is ${contrast.toFixed(3)} e/Å³; molecules have ${least} to ${most}`,
    `Check the elements, and what else is in the file. ${asTheyAre}`,
  ),
  'structure.unlikely_size': problem<{ rg: number; least: number; most: number }>(
    'bad_structure',
    ({ rg, least, most }) =>
      `the Rg of the model is ${rg.toFixed(1)} Å; with this number of atoms it is ${least.toFixed(1)} Å for a ball and ${most.toFixed(1)} Å for a straight line`,
    `Check the unit of the coordinates, and that molecules cut by a periodic box are whole. ${asTheyAre}`,
  ),
  'structure.missing_atoms': warning<{ atoms: number; residues: string[] }>(
    ({ atoms, residues }) =>
      `${counted(atoms, 'heavy atom')} ${atoms === 1 ? 'is' : 'are'} missing in ${counted(residues.length, 'residue')}: ${residues.slice(0, 3).join(', ')}${residues.length > 3 ? ' and others' : ''}`,
    'Build the missing atoms, for example with Modeller or PDBFixer: they scatter in the sample too.',
  ),
  'structure.broken_chain': warning<{ breaks: [string, string][] }>(
    ({ breaks }) =>
      `the chain is broken ${breaks
        .slice(0, 3)
        .map(([before, after]) => `between ${before} and ${after}`)
        .join(', ')}${breaks.length > 3 ? ` and in ${breaks.length - 3} more places` : ''}`,
    'Build the missing residues: they scatter in the sample too.',
  ),

  'pdb.cut_off': problem<{ columns: number }>(
    'bad_structure',
    ({ columns }) => `the atom record is cut off after column ${columns}: coordinates end in column 54`,
    'The file ends too early or its columns have moved. Write it again from its program.',
  ),
  'pdb.bad_coordinate': problem<{ axis: string; text: string }>(
    'bad_structure',
    ({ axis, text }) => `the ${axis} coordinate ${quoted(text)} is not a number`,
    'Coordinates stand in columns 31 to 54. Write the file again from its program.',
  ),
  'pdb.unknown_element': problem<{ field: string; atom: string }>(
    'bad_structure',
    ({ field, atom }) =>
      `${field === '' ? 'no element' : `${quoted(field)} is not an element`}, and it cannot be derived from the atom name ${quoted(atom)}`,
    'Write the element into columns 77-78, or give the atom its usual name.',
  ),
  'pdb.no_element': note(() => 'columns 77-78 hold no element: it is taken from the atom name'),
  'pdb.odd_element': warning<{ field: string }>(
    ({ field }) => `${quoted(field)} in columns 77-78 is not an element: it is taken from the atom name`,
    'Check that the file follows the PDB format: the element stands in columns 77-78.',
  ),
  'pdb.open_model': warning(
    () => 'the last MODEL has no ENDMDL: is the file complete?',
    'Check that the last model of the file is complete.',
  ),
  'pdb.nested_model': warning<{ begun: number }>(
    ({ begun }) => `MODEL begins before the one of line ${begun} has ended`,
    'Check that every model of the file is complete and ends with ENDMDL.',
  ),
  'pdb.empty_model': warning(
    () => 'a MODEL without atoms is left out',
    'Check that no model was lost when the file was written.',
  ),

  'mmcif.open_quote': problem('bad_structure', () => 'a quoted value is not closed', rewrite),
  'mmcif.extra_values': problem<{ values: number; columns: number }>(
    'bad_structure',
    ({ values, columns }) => `an atom has ${values} values where the loop names ${columns} columns`,
    rewrite,
  ),
  'mmcif.incomplete': problem<{ values: number; columns: number }>(
    'bad_structure',
    ({ values, columns }) => `the last atom has ${values} of ${columns} values: is the file complete?`,
    rewrite,
  ),
  'mmcif.no_column': problem<{ column: string }>(
    'bad_structure',
    ({ column }) => `the atom table has no column _atom_site.${column}`,
    rewrite,
  ),
  'mmcif.bad_model_number': problem<{ text: string }>(
    'bad_structure',
    ({ text }) => `the model number ${quoted(text)} is not a whole number`,
    'Number the models 1, 2, 3 ... in the column _atom_site.pdbx_PDB_model_num.',
  ),
  'mmcif.models_mixed': problem<{ model: number; open: number }>(
    'bad_structure',
    ({ model, open }) => `model ${model} goes on after ${open} others; sort the atoms by model`,
    'Sort the rows of _atom_site by pdbx_PDB_model_num, or save each model as a file of its own.',
  ),
  'mmcif.bad_coordinate': problem<{ column: string; text: string }>(
    'bad_structure',
    ({ column, text }) => `the coordinate ${column} ${quoted(text)} is not a number`,
    'Put the coordinate in A into that column of the _atom_site loop, or write the file again from its program.',
  ),
  'mmcif.unknown_element': problem<{ field: string; atom: string }>(
    'bad_structure',
    ({ field, atom }) => `the element ${quoted(field)} of atom ${atom || '?'} is not known`,
    'Write the element into the column _atom_site.type_symbol, or give the atom its usual name.',
  ),
  'mmcif.no_element': note(() => 'type_symbol holds no element: it is taken from the atom name'),

  'library.mixed_kinds': problem<{ model: string; kind: string; first: string; firstKind: string }>(
    'bad_library',
    ({ model, kind, first, firstKind }) =>
      `${model} is a model of ${kind}, ${first} one of ${firstKind}: a library must hold one kind`,
    'Upload atomic models and bead models as two studies.',
  ),
  'library.models_differ': problem<{ model: string; first: string; difference: string }>(
    'bad_library',
    ({ model, first, difference }) => `${model} differs from ${first}: ${difference}`,
    'If they are different particles in one solution, such as monomer and dimer, read them as a mixture: on the page of the upload, or with --mixture. Otherwise build what is missing, or leave this model out.',
  ),
  'library.mixture': note<{ species: { name: string; models: number; mass: number }[] }>(
    ({ species }) =>
      `The models are ${species.length} kinds of particle: ${species
        .map(
          ({ name, models, mass }) =>
            `${(mass / 1000).toFixed(1)} kDa (${name}${models > 1 ? ` and ${models - 1} more` : ''})`,
        )
        .join(
          ', ',
        )}; weights are fractions of the number of particles, and fractions of mass and volume stand beside them`,
  ),
  'library.too_many_models': problem<{ library: string; most: number }>(
    'too_large',
    ({ library, most }) => `${library} holds more than ${most} models`,
    'Take every second or every tenth model of the library.',
  ),
}
