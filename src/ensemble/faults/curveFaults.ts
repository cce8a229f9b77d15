import type { NotCurve } from '../formats/notCurve.ts'
import { counted, linesIn, note, problem, quoted, warning } from './kind.ts'

/** What can be wrong with a measured curve. */
export const curveFaults = {
  'curve.no_data': problem<{ like: string | null }>(
    'bad_curve',
    ({ like }) =>
      `no data found; each line needs q, I(q) and its error${like === null ? '' : ` as numbers with blanks, tabs or commas between, not as in ${quoted(like)}`}`,
    'Save the curve as plain text with q, I(q) and its error in the first three columns.',
  ),
  'curve.too_few_points': problem<{ count: number }>(
    'bad_curve',
    ({ count }) => `only ${counted(count, 'data point')} found; at least 3 are needed`,
    'Check that this is the whole curve; at least a hundred points are usual, and 3 the fewest.',
  ),
  'curve.not_numbers': problem<{ text: string }>(
    'bad_curve',
    ({ text }) => `${quoted(text)} is not a row of numbers`,
    'Begin the line with # if it is a comment; otherwise correct its numbers.',
  ),
  'curve.short_row': problem(
    'bad_curve',
    () => 'the row has 2 columns where others have 3 or more',
    'The line was cut off, or a value is missing between two commas. Correct it or remove it.',
  ),
  'curve.q_all_negative': problem<{ q: string }>(
    'bad_curve',
    ({ q }) => `q is negative in most rows, here ${q}`,
    'Put q = 4π sin(θ)/λ into the first column, not its logarithm, and the intensity into the second.',
  ),
  'curve.ambiguous_commas': problem<{ text: string }>(
    'bad_curve',
    ({ text }) => `in ${quoted(text)} commas may part thousands, decimals or columns`,
    'Export the numbers without thousands separators, with a decimal point and with tabs or blanks between the columns.',
  ),
  'curve.several_tables': problem<{ tables: { from: number; to: number; rows: number; columns: number }[] }>(
    'bad_curve',
    ({ tables }) =>
      `the file holds several tables: ${tables
        .map(
          ({ from, to, rows, columns }) =>
            `lines ${from} to ${to} (${counted(rows, 'row')} of ${columns} columns)`,
        )
        .join(' and ')}`,
    'Keep the table of the curve and remove the others.',
  ),
  'curve.several_curves': problem<{ points: number[] }>(
    'bad_curve',
    ({ points }) =>
      `the file holds ${points.length} curves over the same range of q, of ${listOf(points)} points: the second begins here`,
    'Keep the curve that you want to analyse, or average them first.',
  ),
  'curve.angle': problem<{ name: string }>(
    'bad_curve',
    ({ name }) => `the first column is ${quoted(name)}, not q`,
    'Export the curve against q = 4π sin(θ)/λ, where 2θ is the scattering angle.',
  ),
  'curve.s_axis': problem(
    'bad_curve',
    () => 'the head says s = 2 sin(θ)/λ, which is q/2π',
    'Multiply the first column by 2π, so that it is q = 4π sin(θ)/λ, and say so in the head.',
  ),
  'curve.s_as_q': note(
    () =>
      'the first column is called s and read as q = 4π sin(θ)/λ, as the ATSAS programs read it; if it is 2 sin(θ)/λ, multiply it by 2π',
  ),
  'curve.other_unit': problem<{ unit: string }>(
    'bad_curve',
    ({ unit }) => `q is in ${unit}`,
    'Export the curve with q in 1/Å or 1/nm.',
  ),
  'curve.q_too_large': problem<{ q: number }>(
    'bad_curve',
    ({ q }) => `the first column reaches ${Number(q.toPrecision(3))}, too far for q in 1/Å or 1/nm`,
    'Put q = 4π sin(θ)/λ in 1/Å or 1/nm into the first column, not an angle, a channel or a time.',
  ),
  'curve.transformed': problem<{ name: string; column: number }>(
    'bad_curve',
    ({ name, column }) => `column ${column} is ${quoted(name)}, a logarithm, a power or a product`,
    'Export the curve itself: q, intensity and error, not a Guinier or Kratky plot of them.',
  ),
  'curve.side_by_side': problem<{ column: number }>(
    'bad_curve',
    ({ column }) => `column ${column} repeats q: several curves stand side by side`,
    'Keep q, intensity and error of the curve that you want to analyse.',
  ),
  'curve.not_errors': problem<{ column: number }>(
    'bad_curve',
    ({ column }) =>
      `column ${column} is as large as the intensity and as smooth, so it holds no errors: it is another curve, or a part of a calculated profile`,
    'Keep q, the measured intensity and its error in the first three columns.',
  ),
  'curve.calculated': problem(
    'bad_curve',
    () => 'this is a calculated profile, as from CRYSOL, FoXS or Pepsi-SAXS, not a measured curve',
    'Choose the measured curve. Calculated profiles belong in the table of profiles; for a trial with one, keep its columns q and intensity and remove the header.',
  ),
  'curve.fit_without_errors': problem(
    'bad_curve',
    () =>
      'this is a fit with the columns q, measured and fitted intensity: it holds no errors of the measurement',
    'Choose the curve that was fitted, with its errors.',
  ),
  'curve.not_a_curve': problem<{ kind: NotCurve }>(
    'bad_curve',
    ({ kind }) => `this is ${notCurveWords[kind]}, not a curve in text`,
    'Choose the curve as plain text with q, I(q) and its error in three columns. From NXcanSAS and other HDF5 files SasView, for example, saves such text.',
  ),
  'curve.all_zero': problem(
    'bad_curve',
    () => 'every intensity is zero',
    'Check that the second column holds the subtracted intensity.',
  ),
  'curve.words_between': warning<{ lines: number[] }>(
    ({ lines }) =>
      `line ${linesIn(lines)} ${lines.length === 1 ? 'holds' : 'hold'} words among the rows of numbers; the rows before and after are read as one curve`,
    'Check that the rows before and after belong to one curve.',
  ),
  'curve.rows_of_header': note<{ lines: number[] }>(
    ({ lines }) => `the numbers in line ${linesIn(lines)} are taken for a part of the header`,
  ),
  'curve.other_count': warning<{ stated: number; points: number }>(
    ({ stated, points }) => `the header announces ${counted(stated, 'point')}, the file has ${points}`,
    'Check that the file is complete.',
  ),
  'curve.several_entries': warning<{ title: string; points: number; others: string[] }>(
    ({ title, points, others }) =>
      `the file holds ${others.length + 1} curves: ${quoted(title)} with ${counted(points, 'point')} is read, not ${others.slice(0, 3).join(', ')}${others.length > 3 ? ` and ${others.length - 3} more` : ''}`,
    'If another curve was meant, save it in a file of its own.',
  ),
  'curve.slit_smeared': warning(
    () =>
      'the resolution in the file says that the curve was measured with a slit; unless the slit is given, it is compared with profiles for a point-like beam',
    'Give the length of the slit among the settings of the analysis, or use the desmeared curve: smearing looks like a larger and more flexible particle.',
  ),
  'curve.gnom': note<{ extrapolated: number }>(
    ({ extrapolated }) =>
      `the output of GNOM: its columns S, J EXP and ERROR are read${extrapolated > 0 ? `, without ${counted(extrapolated, 'row')} that ${extrapolated === 1 ? 'was' : 'were'} extrapolated` : ''}`,
  ),
  'curve.fit_file': note(
    () => 'the file holds a fit: its measured intensities and their errors are read, the fitted curve is not',
  ),
  'curve.from_zero': warning(
    () => 'the curve begins at q = 0 and has no errors, as calculated profiles do and measured curves do not',
    'Make sure that this is the measured curve and not a profile calculated from a model.',
  ),
  'curve.columns_swapped': warning<{ q: number; intensity: number }>(
    ({ q, intensity }) =>
      `q is read from column ${q} and the intensity from column ${intensity}, by what they hold`,
    'Check that this is right; the usual order is q, intensity, error.',
  ),
  'curve.no_value': warning<{ lines: number[] }>(
    ({ lines }) =>
      `${counted(lines.length, 'row')} without a value (line ${linesIn(lines)}) ${leftOut(lines)}`,
    'Programs write nan for masked pixels; nothing needs to be done where these rows were not measured.',
  ),
  'curve.q_negative': warning<{ lines: number[] }>(
    ({ lines }) => `${counted(lines.length, 'row')} at negative q (line ${linesIn(lines)}) ${leftOut(lines)}`,
    'They come from the other side of the beam stop; nothing needs to be done.',
  ),
  'curve.masked': note<{ lines: number[] }>(
    ({ lines }) =>
      `${counted(lines.length, 'row')} with intensity 0 (line ${linesIn(lines)}) ${leftOut(lines)}: they mark the beam stop or masked pixels`,
  ),
  'curve.reversed': note<{ points: number }>(
    ({ points }) => `q decreases from row to row: the order of the ${counted(points, 'point')} is reversed`,
  ),
  'curve.sorted': note<{ points: number; falls: number }>(
    ({ points, falls }) =>
      `q decreases ${falls === 1 ? 'once' : `${falls} times`}, as where detector ranges overlap: all points are kept and sorted by q (${points} moved)`,
  ),
  'curve.repeated_rows': warning<{ lines: number[] }>(
    ({ lines }) => `line ${linesIn(lines)} repeats all numbers of another row and is left out`,
    'Some programs write the last point twice; nothing needs to be done.',
  ),
  'curve.repeated_q': note<{ points: number }>(
    ({ points }) =>
      `${counted(points, 'point')} ${points === 1 ? 'has' : 'have'} the q of the point before; all are kept`,
  ),
  'curve.relative_errors': warning(
    () =>
      'the error column holds relative errors and is multiplied by the intensity: only then do the errors match the scatter of the points',
    'Export the curve with absolute errors if this is wrong.',
  ),
  'curve.errors_estimated': warning<{ isWithout: boolean }>(
    ({ isWithout }) =>
      `${isWithout ? 'the file has no column of errors' : 'the column of errors holds none'}: they are estimated from the scatter of neighbouring points`,
    'Export the curve with its errors: how certain the weights are depends on them.',
  ),
  'curve.no_errors': warning<{ isWithout: boolean }>(
    ({ isWithout }) =>
      `${isWithout ? 'the file has no column of errors' : 'the column of errors holds none'}: 5 % of the intensity is assumed for every point`,
    'Export the curve with its errors: how certain the weights are depends on them.',
  ),
  'curve.bad_errors': warning<{ lines: number[] }>(
    ({ lines }) =>
      `the error is zero, negative or missing in ${counted(lines.length, 'row')} (line ${linesIn(lines)}): that of the neighbouring points is taken there`,
    'Export the curve with all its errors: how certain the weights are depends on them.',
  ),
}

const leftOut = (lines: number[]) => (lines.length === 1 ? 'is left out' : 'are left out')

const listOf = (numbers: number[]) =>
  numbers.length === 1 ? String(numbers[0]) : `${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)}`

const notCurveWords: Record<NotCurve, string> = {
  NXcanSAS: 'an HDF5 file (NXcanSAS)',
  Excel: 'an Excel workbook',
  zip: 'a zip archive',
  gzip: 'compressed (gzip)',
  pdf: 'a PDF document',
  image: 'an image',
  html: 'a web page',
  structure: 'a structure file',
  binary: 'a binary file',
}
