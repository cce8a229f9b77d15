import { counted, problem } from './kind.ts'

/** What can be wrong with the options of a calculation, each with what is possible. */
export const optionFaults = {
  'options.prior': problem<{ prior: number }>(
    'bad_options',
    ({ prior }) => `the Dirichlet prior is ${prior}; it must lie between 0 and 1000`,
    'Choose a positive exponent, 1/K or the inclusion prior.',
  ),
  'options.inclusion_prior': problem<{ beside: 'energies' | 'chemical shifts or observables' }>(
    'bad_options',
    ({ beside }) => `the inclusion prior goes with a curve alone; with ${beside} take 1/K or a number`,
    'Choose 1/K or a number as the prior.',
  ),
  'options.chains': problem<{ chains: number }>(
    'bad_options',
    ({ chains }) => `${chains} chains were asked for; 2 to 64 are possible`,
    'Choose 2 to 64 chains.',
  ),
  'options.iterations': problem<{ iterations: number }>(
    'bad_options',
    ({ iterations }) => `${iterations} iterations were asked for; 20 to 10 million are possible`,
    'Choose 20 to 10 million iterations.',
  ),
  'options.seed': problem<{ seed: number }>(
    'bad_options',
    ({ seed }) => `the seed is ${seed}; it must be a whole number from 0 to 2^53 - 1`,
    'Choose any whole number that is not negative.',
  ),
  'options.q_range': problem<{ qMin: number; qMax: number }>(
    'bad_options',
    ({ qMin, qMax }) => `the q range ${qMin} to ${qMax} 1/A is empty`,
    'Choose a smallest q of at least 0 and a largest q above it.',
  ),
  'options.background': problem<{ sd: number }>(
    'bad_options',
    ({ sd }) => `the sd of the background is ${sd}; it must be 0 or more, in the unit of the curve`,
    'Leave it to the curve, or choose a positive number or none.',
  ),
  'options.error_scale': problem<{ scale: number }>(
    'bad_options',
    ({ scale }) => `the error scale is ${scale}; it must be positive`,
    'Let it be inferred, take the errors as stated, or choose a positive number.',
  ),
  'options.selection_prior': problem<{ prior: number }>(
    'bad_options',
    ({ prior }) => `the prior of the selection is ${prior}; it must lie between 0 and 1000`,
    'Choose a positive number; 0.5 is usual.',
  ),
  'options.cut': problem<{ cut: number }>(
    'bad_options',
    ({ cut }) => `the cut is ${cut}; it must lie between 0 and 1`,
    'Choose the smallest weight that a model may keep, for example 0.01.',
  ),
  'options.weights': problem<{ weights: number; models: number }>(
    'bad_options',
    ({ weights, models }) =>
      `${counted(weights, 'weight')} for ${counted(models, 'model')}; each needs one of at least 0, and not all may be 0`,
    'Give every model of the library a weight.',
  ),
  'options.no_models': problem('bad_options', () => 'no model is selected', 'Select at least one model.'),
  'options.unknown_model': problem<{ name: string }>(
    'bad_options',
    ({ name }) => `there is no model "${name}"`,
    'Use the names of the models of this library.',
  ),
  'options.no_contrast': problem(
    'bad_options',
    () => 'fixed hydration needs a contrast',
    'Give the contrast in e/A^3, or let the hydration be inferred.',
  ),
  'options.no_d2o': problem(
    'bad_options',
    () => 'profiles for neutrons need the D2O fraction of the solvent',
    'Give the fraction of D2O: 0 for H2O, 1 for pure D2O.',
  ),
  'options.fraction': problem<{ of: string; value: number }>(
    'bad_options',
    ({ of, value }) => `the ${of} is ${value}; it must lie between 0 and 1`,
    'Give a fraction, such as 0.42 for 42 per cent.',
  ),
  'options.resolution': problem<{ spread: number }>(
    'bad_options',
    ({ spread }) => `the wavelength spread is ${spread}; it must lie between 0 and 1`,
    'Give the full width at half maximum as a share of the wavelength, such as 0.1, or leave it to the file.',
  ),
  'options.beam_sd': problem<{ beamSd: number; most: number }>(
    'bad_options',
    ({ beamSd, most }) => `the spread of the direct beam is ${beamSd}; it must lie between 0 and ${most} 1/A`,
    'Give the standard deviation of q that collimation and detector add.',
  ),
  'options.slit': problem<{ of: string; value: number; most: number }>(
    'bad_options',
    ({ of, value, most }) => `the ${of} of the slit is ${value}; it must lie between 0 and ${most}`,
    'Give half the length and the width of the beam as q in 1/A, and the level share of the length as a fraction.',
  ),
  'options.grid': problem<{ qMax: number }>(
    'bad_options',
    ({ qMax }) => `the largest q must be in 0 to 5 1/A, not ${qMax}`,
    'Choose a largest q in that range, and check the unit of the curve.',
  ),
  'options.beyond_grid': problem<{ q: number; end: number }>(
    'bad_options',
    ({ q, end }) => `q reaches ${q} 1/A, but the calculated profile ends at ${end.toFixed(4)}`,
    'Calculate the profiles to the largest q of the curve, or cut the curve.',
  ),
  'run.cancelled': problem(
    'cancelled',
    () => 'the analysis was cancelled',
    'It can be run again at any time.',
  ),
}
