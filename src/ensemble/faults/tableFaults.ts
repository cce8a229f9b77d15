import { counted, type FaultKind, type FaultReason, problem, quoted } from './kind.ts'

/** The tables that people bring, by the first word of their faults' codes. */
export type TableName = 'profiles' | 'shifts' | 'energies' | 'properties' | 'observables'

interface TableKinds {
  no_numbers: FaultKind<Record<never, never>>
  ragged_row: FaultKind<{ columns: number; firstLine: number; firstColumns: number }>
  not_finite: FaultKind<{ column: number; text: string }>
}

type FaultsOf<Table extends TableName> = {
  [Kind in keyof TableKinds as `${Table}.${Kind}`]: TableKinds[Kind]
}

function faultsOf<Table extends TableName>(table: Table, reason: FaultReason, shape: string) {
  const kinds: TableKinds = {
    no_numbers: problem(reason, () => 'no numbers found', `Save it as plain text: ${shape}.`),
    ragged_row: problem(
      reason,
      ({ columns, firstLine, firstColumns }) =>
        `${counted(columns, 'column')} where line ${firstLine} has ${firstColumns}`,
      'Give every row as many columns as the first one has.',
    ),
    not_finite: problem(
      reason,
      ({ column, text }) => `column ${column} is ${quoted(text)}, not a finite number`,
      table === 'profiles'
        ? 'Put a number there; leave out the column of a model whose profile could not be calculated.'
        : 'Put a number there; every model needs one.',
    ),
  }
  return Object.fromEntries(
    Object.entries(kinds).map(([kind, each]) => [`${table}.${kind}`, each]),
  ) as unknown as FaultsOf<Table>
}

/** What can be wrong with calculated profiles, chemical shifts and energies. */
export const tableFaults = {
  ...faultsOf('profiles', 'bad_profiles', 'one row a point, one column a model'),
  ...faultsOf('shifts', 'bad_shifts', 'one row a shift, one column a model'),
  ...faultsOf('energies', 'bad_energies', 'one energy a model'),
  ...faultsOf('properties', 'bad_properties', 'a line of names, then one line a model'),
  ...faultsOf('observables', 'bad_observables', 'a line of names, then one line an observable'),
  'profiles.wrong_rows': problem<{ rows: number; columns: number; points: number }>(
    'bad_profiles',
    ({ rows, columns, points }) =>
      `the file has ${counted(rows, 'row')} of ${counted(columns, 'column')}, but the curve has ${counted(points, 'point')}: each point needs one row, or one column`,
    'Calculate the profiles at the q of this curve, or leave this file out: they are then calculated from the models.',
  ),
  'profiles.not_text': problem<{ kind: 'NumPy' | 'binary' }>(
    'bad_profiles',
    ({ kind }) =>
      kind === 'NumPy' ? 'this is a NumPy file (.npy, .npz), not text' : 'this is a binary file, not text',
    'Save it as text, for example with numpy.savetxt: one row a point, one column a model.',
  ),
  'profiles.other_q': problem<{ found: number; expected: number }>(
    'bad_profiles',
    ({ found, expected }) =>
      `the first column rises like q, but it is not that of the curve: it begins at ${found}, the curve at ${expected}`,
    'Calculate the profiles at the q of this curve, or leave this file out: they are then calculated from the models.',
  ),
  'profiles.measured_column': problem<{ name: string }>(
    'bad_profiles',
    ({ name }) => `the column ${quoted(name)} is measured and belongs to no model`,
    'Keep q and the columns of the models; the measured intensities and their errors are those of the curve.',
  ),
  'profiles.wrong_columns': problem<{ columns: number; models: number }>(
    'bad_profiles',
    ({ columns, models }) =>
      `the file has ${counted(columns, 'column')}, but the library holds ${counted(models, 'model')}: each model needs one column`,
    'Calculate the profiles again for exactly these models, or leave that file out.',
  ),
  'energies.wrong_count': problem<{ energies: number; models: number }>(
    'bad_energies',
    // Reading stops where there are too many, and so their number is not known.
    ({ energies, models }) =>
      `the file has ${energies > models ? 'more than ' : ''}${energiesOf(Math.min(energies, models))}, but the study has ${counted(models, 'model')}: each model needs one`,
    'List one energy for each model, in the order of the models.',
  ),
  'observables.no_column': problem<{ missing: string }>(
    'bad_observables',
    ({ missing }) => `there is no column called ${missing}`,
    'Begin with a line of the names name, kind, average, measured, error and those of the models.',
  ),
  'observables.missing_model': problem<{ model: string }>(
    'bad_observables',
    ({ model }) => `there is no column for the model ${quoted(model)}`,
    'Give every model of the library a column that is called like it.',
  ),
  'observables.unknown_model': problem<{ model: string }>(
    'bad_observables',
    ({ model }) => `the column ${quoted(model)} is no model of the library`,
    'Name the columns as the models are named, with or without the ending of the file.',
  ),
  'observables.unknown_word': problem<{ text: string; words: string[] }>(
    'bad_observables',
    ({ text, words }) => `${quoted(text)} is none of ${words.join(', ')}`,
    'Write mean, lower or upper as the kind, and linear, r^-3 or r^-6 as the average.',
  ),
  'observables.error_not_positive': problem<{ name: string; error: number }>(
    'bad_observables',
    ({ name, error }) => `the error of ${quoted(name)} is ${error}`,
    'Give a measured mean an error above 0; that of a bound may be 0.',
  ),
  'observables.not_positive': problem<{ name: string; average: string; value: number }>(
    'bad_observables',
    ({ name, average, value }) => `${quoted(name)} is averaged as ${average} and has the value ${value}`,
    'Distances that average by a power must be positive; otherwise take the average linear.',
  ),
  'properties.no_names': problem(
    'bad_properties',
    () => 'the first line holds numbers, not the names of the columns',
    'Begin with a line that names each column, such as angle(deg) with its unit in brackets.',
  ),
  'properties.wrong_count': problem<{ rows: number; models: number }>(
    'bad_properties',
    ({ rows, models }) =>
      `the file has ${counted(rows, 'line')} of numbers, but the study has ${counted(models, 'model')}: each model needs one`,
    'Write one line for each model, in the order of the models or with their names in the first column.',
  ),
  'properties.too_many': problem<{ columns: number; most: number }>(
    'bad_properties',
    ({ columns, most }) => `there are ${columns} columns of properties; at most ${most} are taken`,
    'Keep only the columns that you want to see for the ensemble.',
  ),
  'properties.too_many_groups': problem<{ name: string; groups: number; most: number }>(
    'bad_properties',
    ({ name, groups, most }) =>
      `the column ${quoted(name)} names ${groups} groups; a column of words says which of at most ${most} groups a model belongs to`,
    'Write numbers in it, or join the groups.',
  ),
  'properties.repeated_name': problem<{ name: string }>(
    'bad_properties',
    ({ name }) => `two columns are called ${quoted(name)}`,
    'Give each column a name of its own.',
  ),
  'properties.unknown_model': problem<{ model: string }>(
    'bad_properties',
    ({ model }) => `the study has no model called ${quoted(model)}`,
    'Name the models as the study does, with or without the ending of the file.',
  ),
  'properties.repeated_model': problem<{ model: string }>(
    'bad_properties',
    ({ model }) => `there is already a line for ${quoted(model)}`,
    'Keep one line of each model.',
  ),
  'properties.missing_model': problem<{ model: string }>(
    'bad_properties',
    ({ model }) => `there is no line for the model ${quoted(model)}`,
    'Write one line for each model of the study.',
  ),
  'shifts.errors_not_needed': problem(
    'bad_shifts',
    () => 'the errors of SHIFTX2 are known; a file of predictor errors goes with a table of shifts',
    'Leave out the file of predictor errors.',
  ),
  'shifts.several_tables': problem(
    'bad_shifts',
    () =>
      'calculated shifts are one table of numbers, or files of SHIFTX2 with the columns NUM, ATOMNAME and SHIFT',
    'Choose one table with a column for each model, or an archive with one SHIFTX2 file for each model.',
  ),
  'shifts.errors_missing': problem(
    'bad_shifts',
    () => 'this is a table of shifts; the errors of its predictor are needed too',
    'Choose a file with the root-mean-square error of the predictor for each shift, one a line.',
  ),
  'shifts.wrong_columns': problem<{ columns: number; models: number }>(
    'bad_shifts',
    ({ columns, models }) =>
      `the file has ${counted(columns, 'column')} for ${counted(models, 'model')}: each model needs one`,
    'Calculate the shifts for exactly the models of this study.',
  ),
  'shifts.no_file_of_model': problem<{ model: string; expected: string }>(
    'bad_shifts',
    ({ model, expected }) => `there is no SHIFTX2 file for the model ${model}: it must be called ${expected}`,
    'Run SHIFTX2 on every model, and name each file like its model.',
  ),
  'shifts.no_error_column': problem(
    'bad_shifts',
    () => 'each line needs a shift and its error',
    'Put the experimental error of each shift into the second column.',
  ),
  'shifts.unequal_lengths': problem<{ measured: number; predicted: number; errors: number }>(
    'bad_shifts',
    ({ measured, predicted, errors }) =>
      `there are ${measured} measured shifts, ${predicted} rows of calculated shifts and ${errors} predictor errors; all must be equal`,
    'Bring the three files to the same shifts, one a line, in the same order.',
  ),
  'shifts.none_predicted': problem(
    'bad_shifts',
    () => 'no measured chemical shift is predicted for every model',
    'Check that residue numbers and atom names are the same in both files.',
  ),
  'shifts.no_header': problem(
    'bad_shifts',
    () => 'the header must name NUM, ATOMNAME and SHIFT',
    'Take the file as SHIFTX2 wrote it, with its first line.',
  ),
  'shifts.repeated': problem<{ key: string }>(
    'bad_shifts',
    ({ key }) => `${key} is listed twice`,
    'Keep one value of each atom; shifts of several chains belong in analyses of their own.',
  ),
  'shifts.short_row': problem<{ values: number; columns: number }>(
    'bad_shifts',
    ({ values, columns }) => `${values} values where the loop has ${columns} columns`,
    'Give every row of the loop as many values as it names columns.',
  ),
  'shifts.bad_residue': problem<{ text: string }>(
    'bad_shifts',
    ({ text }) => `${quoted(text)} is not a residue number`,
    'Each line needs a residue number, an atom name and a shift.',
  ),
  'shifts.bad_atom': problem<{ text: string }>(
    'bad_shifts',
    ({ text }) => `${quoted(text)} is not an atom name`,
    'Each line needs a residue number, an atom name and a shift.',
  ),
  'shifts.bad_value': problem<{ what: 'shift' | 'error'; text: string }>(
    'bad_shifts',
    ({ what, text }) =>
      text === '' ? `there is no ${what}` : `the ${what} is ${quoted(text)}, not a finite number`,
    'Put a number in ppm there, or remove the line.',
  ),
  'shifts.negative_error': problem<{ error: number }>(
    'bad_shifts',
    ({ error }) => `the error is ${error}; it must not be negative`,
    'Put the standard error in ppm there; 0 if it is not known.',
  ),
}

const energiesOf = (count: number) => (count === 1 ? '1 energy' : `${count} energies`)
