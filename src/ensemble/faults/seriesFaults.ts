import { counted, problem, quoted } from './kind.ts'

/** What can be wrong with a series of curves and the list of them. */
export const seriesFaults = {
  'series.no_rows': problem(
    'bad_curve',
    () => 'no curve is listed',
    'Give a line for each curve: the name of its file, a comma, and its value, such as t010.dat,10.',
  ),
  'series.columns': problem<{ columns: number }>(
    'bad_curve',
    ({ columns }) => `${counted(columns, 'column')} where there should be two`,
    'Give the name of the file, a comma, and the value of the variable.',
  ),
  'series.not_a_number': problem<{ text: string }>(
    'bad_curve',
    ({ text }) => `${quoted(text)} is not a number`,
    'Give the value of the variable as a number. Its unit belongs in the first line, such as time (s) for a time in seconds.',
  ),
  'series.repeated': problem<{ name: string; first: number }>(
    'bad_curve',
    ({ name, first }) => `${name} is listed in line ${first} already`,
    'List every curve once; curves measured at one value are files of their own.',
  ),
  'series.no_file': problem<{ name: string }>(
    'bad_curve',
    ({ name }) => `there is no file ${name}`,
    'Write the name exactly as the file has it, and put the file beside the list.',
  ),
  'series.no_value': problem(
    'bad_curve',
    () => 'its name has no number',
    'Call every curve by its value, such as time_010.dat, or give a list with the file and the value of each curve.',
  ),
  'series.too_few': problem<{ curves: number }>(
    'bad_curve',
    ({ curves }) => `${counted(curves, 'curve')} at fewer than two values of the variable`,
    'A series has curves at two values or more; infer a single curve, or several of one sample, as an ensemble.',
  ),
  'series.too_many': problem<{ curves: number; most: number }>(
    'too_large',
    ({ curves, most }) => `${curves} curves are more than the ${most} that a series may have`,
    'Take every second curve, or average neighbours.',
  ),
  'series.too_many_models': problem<{ models: number; most: number }>(
    'too_large',
    ({ models, most }) => `${models} models are left, more than the ${most} that a series takes`,
    'Let the curves select among the models, or thin the library.',
  ),
  'series.not_positive': problem<{ name: string; value: number }>(
    'bad_options',
    ({ name, value }) => `${name} is at ${value}, which has no logarithm`,
    'Choose a linear scale, or one by the order of the curves.',
  ),
}
