import { counted, problem } from './kind.ts'

const curveAgain = 'Correct this point of the curve, or leave it out.'
const profilesAgain = 'Calculate the profiles again, at the q of this curve.'
const shiftsAgain = 'Correct the chemical shifts, or leave them out.'

/** What can be wrong with curve, profiles, shifts and energies once they are numbers, and when they come together. */
export const inputFaults = {
  'curve.unequal_columns': problem<{ q: number; intensities: number; errors: number }>(
    'bad_curve',
    ({ q, intensities, errors }) =>
      `the curve has ${q} values of q, ${intensities} intensities and ${errors} errors`,
    'Give each point q, an intensity and an error.',
  ),
  'curve.too_many_points': problem<{ count: number; most: number }>(
    'too_large',
    ({ count, most }) => `the curve has ${count} points; at most ${most} are taken`,
    'Average neighbouring points of the curve.',
  ),
  'curve.point_not_finite': problem<{ what: 'q' | 'the intensity'; point: number; q: number }>(
    'bad_curve',
    ({ what, point, q }) =>
      `${what} is not a finite number at point ${point} of the curve${what === 'q' ? '' : ` (q = ${q})`}`,
    curveAgain,
  ),
  'curve.error_not_positive': problem<{ point: number; q: number; error: number }>(
    'bad_curve',
    ({ point, q, error }) =>
      `the error is ${error} at point ${point} of the curve (q = ${q}); it must be positive`,
    curveAgain,
  ),
  'curve.q_not_increasing': problem<{ point: number; before: number; q: number }>(
    'bad_curve',
    ({ point, before, q }) => `q falls at point ${point} of the curve: ${before} is followed by ${q}`,
    'Sort the points by q.',
  ),
  'curve.zero_in_range': problem(
    'bad_curve',
    () => 'the curve is zero at every point of the q range',
    'Choose a q range in which something was measured.',
  ),
  'curve.few_in_range': problem<{ kept: number; points: number; qMin: number; qMax: number }>(
    'bad_curve',
    ({ kept, points, qMin, qMax }) =>
      `only ${kept} of ${points} points lie between q = ${qMin} and ${qMax} 1/A; at least 3 are needed`,
    'Check the unit of q, or widen the q range.',
  ),

  'profiles.none': problem(
    'bad_profiles',
    () => 'there are no profiles: the library is empty',
    'Add at least one model.',
  ),
  'profiles.models_differ': problem<{ first: string }>(
    'bad_profiles',
    ({ first }) =>
      `its models are not those of ${first}, in the same order and as structures or as profiles alike`,
    'Give every curve the same library.',
  ),
  'profiles.wrong_points': problem<{ points: number; values: number; models: number }>(
    'bad_profiles',
    ({ points, values, models }) => {
      const rows = values / models
      const has = Number.isInteger(rows) ? `${rows} points` : `${values} values for ${models} models`
      return `the curve has ${points} points, but the profiles have ${has}; both must have the same points`
    },
    profilesAgain,
  ),
  'profiles.repeated_name': problem<{ name: string }>(
    'bad_profiles',
    ({ name }) => `two models have the name "${name}"`,
    'Give each model a name of its own.',
  ),
  'profiles.value_not_finite': problem<{ model: string; point: number }>(
    'bad_profiles',
    ({ model, point }) => `the profile of ${model} is not a finite number at point ${point}`,
    profilesAgain,
  ),
  'profiles.constant': problem<{ model: string; value: number }>(
    'bad_profiles',
    ({ model, value }) =>
      `the profile of ${model} is ${value} at every point: a constant is not a scattering profile`,
    profilesAgain,
  ),
  'profiles.opposite_sign': problem(
    'no_fit',
    () =>
      'no positive scale brings the mean profile to the curve: check that both are intensities of the same sign',
    'Check the buffer subtraction of the curve, and which column of the profiles was taken.',
  ),
  'profiles.not_comparable': problem(
    'no_fit',
    () => 'the numbers of the profiles or of the curve are too large or too small to be compared',
    'Check the units of both.',
  ),

  'observables.count_differs': problem<{ name: string; values: number; models: number }>(
    'bad_observables',
    ({ name, values, models }) =>
      `${name} has ${counted(values, 'value')}, the library has ${counted(models, 'model')}`,
    'Give each model one value of every observable.',
  ),
  'energies.count_differs': problem<{ energies: number; models: number }>(
    'bad_energies',
    ({ energies, models }) => `there are ${energies} energies for ${counted(models, 'model')}`,
    'Give one energy for each model.',
  ),
  'energies.value_not_finite': problem<{ model: number }>(
    'bad_energies',
    ({ model }) => `the energy of model ${model} is not a finite number`,
    'Put a number there; every model needs one.',
  ),
  'energies.too_far_apart': problem<{ span: number; most: number }>(
    'bad_energies',
    ({ span, most }) =>
      `the energies lie ${span.toPrecision(3)} apart; at most ${most.toPrecision(1)} is taken`,
    'Check that the column holds energies.',
  ),

  'shifts.errors_differ': problem<{ measured: number; errors: number; rms: number }>(
    'bad_shifts',
    ({ measured, errors, rms }) =>
      `there are ${measured} measured shifts, ${errors} errors and ${rms} predictor errors`,
    shiftsAgain,
  ),
  'shifts.predictions_differ': problem<{ measured: number; models: number; predictions: number }>(
    'bad_shifts',
    ({ measured, models, predictions }) =>
      `${measured} measured shifts of ${models} models need ${measured * models} predictions; there are ${predictions}`,
    shiftsAgain,
  ),
  'shifts.error_not_positive': problem<{ shift: number }>(
    'bad_shifts',
    ({ shift }) => `the error of chemical shift ${shift} is not positive`,
    shiftsAgain,
  ),
  'shifts.value_not_finite': problem(
    'bad_shifts',
    () => 'a chemical shift is not a finite number',
    shiftsAgain,
  ),

  'library.too_many_to_weigh': problem<{ models: number; most: number }>(
    'too_large',
    ({ models, most }) => `${models} models are more than the ${most} that can be weighed at once`,
    'Select models first, with a larger cut where that is not enough, or thin the library.',
  ),
  'library.anchors_differ': problem<{ model: number; anchors: number; first: number }>(
    'bad_library',
    ({ model, anchors, first }) =>
      `the models cannot be superposed: model ${model} has ${anchors} anchors, the first ${first}`,
    'Take only models of one molecule with the same residues.',
  ),
  'structure.no_residue_in_range': problem(
    'bad_options',
    () => 'no residue lies in those ranges',
    'Choose ranges of residues that the models have.',
  ),
  'structure.no_neutron_length': problem<{ element: string }>(
    'bad_structure',
    ({ element }) => `the scattering length of ${element} for neutrons is not in the table`,
    'Take the atom out of the models, or upload profiles from another program.',
  ),
  'structure.no_chain': problem<{ chain: string; chains: string[] }>(
    'bad_options',
    ({ chain, chains }) =>
      `there is no chain "${chain}" to be deuterated; the chains are ${chains.map(each => `"${each}"`).join(', ')}`,
    'Name chains of the models, or none to deuterate all of them.',
  ),
  'structure.too_wide': problem<{ extent: number; most: number }>(
    'too_large',
    ({ extent, most }) =>
      `the atoms spread over ${Math.round(extent).toLocaleString('en')} A; at most ${most.toLocaleString('en')} A are possible`,
    'Check that the coordinates are in angstroms and that the file holds one molecule.',
  ),
  'structure.coordinate_too_large': problem<{ coordinate: number }>(
    'bad_structure',
    ({ coordinate }) => `the coordinate ${coordinate} does not fit a PDB file`,
    'Take the ensemble as mmCIF, or move the models nearer to the origin.',
  ),
}
