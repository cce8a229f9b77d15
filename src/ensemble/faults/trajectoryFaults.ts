import { counted, note, problem, warning } from './kind.ts'

/** What can be wrong with trajectories and with the topologies that name their atoms. */
export const trajectoryFaults = {
  'trajectory.unknown_format': problem(
    'bad_structure',
    () => 'this is not a trajectory in XTC, TRR or DCD',
    'Write the trajectory as XTC or DCD, for example with gmx trjconv, MDAnalysis, MDTraj or VMD.',
  ),
  'trajectory.not_positions': problem<{ kind: string }>(
    'bad_structure',
    ({ kind }) => `this DCD file holds "${kind}" records, not positions`,
    'Choose the file of the positions; velocities are often written beside it.',
  ),
  'trajectory.no_topology': problem(
    'bad_library',
    () => 'a trajectory holds positions alone, and no file beside it names its atoms',
    'Choose its topology together with it: a PDB, mmCIF, GRO or PSF file of the same atoms in the same order.',
  ),
  'trajectory.several_topologies': problem<{ names: string[] }>(
    'bad_library',
    ({ names }) => `a trajectory needs one topology, and there are ${names.length}: ${listed(names)}`,
    'Choose the trajectory with the one file that names its atoms.',
  ),
  'trajectory.atoms_differ': problem<{ found: number; expected: number }>(
    'bad_structure',
    ({ found, expected }) =>
      `the frames have ${counted(found, 'atom')}, the topology has ${counted(expected, 'atom')}`,
    'Write both of the same selection of atoms: the same with or without waters and hydrogens.',
  ),
  'trajectory.no_frames': problem(
    'bad_structure',
    () => 'there is no frame to read: the file is empty, or the frames chosen are not in it',
    'Check that the file is as large as the original, or choose other frames.',
  ),
  'trajectory.damaged': problem<{ frame: number }>(
    'bad_structure',
    ({ frame }) => `frame ${frame} is damaged and cannot be unpacked`,
    'Check that the copy is as large as the original, or choose frames before it.',
  ),
  'trajectory.bad_coordinate': problem<{ frame: number }>(
    'bad_structure',
    ({ frame }) => `the position of an atom in frame ${frame} is not a number, or is beyond 100 µm`,
    'The simulation may have become unstable: choose frames before it.',
  ),
  'trajectory.broken': problem<{ frame: number; residue: string; distance: number; hasBox: boolean }>(
    'bad_structure',
    ({ frame, residue, distance, hasBox }) =>
      `in frame ${frame} ${residue} is torn apart by ${Math.round(distance)} Å${hasBox ? '' : ', and the file has no periodic box to put it together with'}`,
    'Check that the topology lists the same atoms in the same order; otherwise make molecules whole first, for example with gmx trjconv -pbc whole.',
  ),
  'trajectory.cut_off': warning<{ frames: number }>(
    ({ frames }) =>
      `the file ends in the middle of a frame; the ${counted(frames, 'frame')} before it are used`,
    'If the simulation has ended, check that the copy is as large as the original.',
  ),
  'trajectory.made_whole': note<{ frames: number }>(
    ({ frames }) => `molecules that the periodic box cut were made whole in ${counted(frames, 'frame')}`,
  ),
  'trajectory.apart': warning<{ frames: number; of: number }>(
    ({ frames, of }) =>
      `in ${frames} of ${counted(of, 'frame')} a chain touches no other: it stands at its nearest image, which may be the wrong one`,
    'If the chains form a complex, gather them first, for example with gmx trjconv -pbc cluster.',
  ),
  'trajectory.thinned': note<{ frames: number; every: number; used: number }>(
    ({ frames, every, used }) =>
      `of ${counted(frames, 'frame')} every ${ordinal(every)} is a model, ${used} in all; others can be chosen under Frames`,
  ),
  'psf.no_positions': problem(
    'bad_structure',
    () => 'a PSF file names atoms and bonds, but holds no positions',
    'Choose it together with its trajectory (DCD, XTC or TRR), or upload a PDB or mmCIF file.',
  ),
  'psf.bad_atom': problem(
    'bad_structure',
    () =>
      'this line of the list of atoms (!NATOM) has fewer fields than number, segment, residue, name and type',
    'Write the PSF file again from its program.',
  ),
  'gro.cut_off': problem(
    'bad_structure',
    () =>
      'this is not an atom line, and there are fewer atom lines than the second line of the file announces',
    'Write the GRO file again from its program.',
  ),
  'gro.bad_coordinate': problem<{ axis: string; text: string }>(
    'bad_structure',
    ({ axis, text }) => `the ${axis} coordinate "${text}" is not a number`,
    'Write the GRO file again from its program.',
  ),
  'topology.unknown_element': problem<{ atom: string; residue: string }>(
    'bad_structure',
    ({ atom, residue }) => `the element of the atom ${atom} in ${residue} cannot be derived from its name`,
    'Use a PDB or mmCIF file with its elements instead.',
  ),
}

function listed(names: string[]): string {
  const shown = names.slice(0, 3).join(', ')
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown
}

/** `2nd`, `3rd`, `10th`. */
function ordinal(count: number): string {
  const tens = count % 100
  const ending = tens > 10 && tens < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th')
  return `${count}${ending}`
}
