import { counted, linesIn, problem, quoted, warning } from './kind.ts'

/** What can be wrong with a measured curve. */
export const curveFaults = {
  'curve.no_data': problem(
    'bad_curve',
    () => 'no data found; each line needs q, I(q) and its error',
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
  'curve.not_finite': problem<{ what: 'q' | 'the intensity' | 'the error'; text: string }>(
    'bad_curve',
    ({ what, text }) => `${what} is ${quoted(text)}, not a finite number`,
    'Put a number there or remove the line; "nan" usually marks masked pixels.',
  ),
  'curve.q_negative': problem<{ q: string }>(
    'bad_curve',
    ({ q }) => `q is ${q}, but it cannot be negative`,
    'Leave out the points at negative q; they come from the wrong side of the beam stop.',
  ),
  'curve.q_decreases': problem<{ q: string; before: string }>(
    'bad_curve',
    ({ q, before }) => `q is ${q} after ${before}, but it must increase`,
    'Sort the rows by q, or cut the file where a second curve begins.',
  ),
  'curve.all_zero': problem(
    'bad_curve',
    () => 'every intensity is zero',
    'Check that the second column holds the subtracted intensity.',
  ),
  'curve.repeated_q': warning<{ lines: number[] }>(
    ({ lines }) => `line ${linesIn(lines)} repeats the q of the line before it and is left out`,
    'Check that no measured point is lost: some programs write the last point twice.',
  ),
  'curve.no_errors': warning(
    () => 'the file has no column of errors: 5 % of the intensity is assumed for every point',
    'Export the curve with its errors: how certain the weights are depends on them.',
  ),
  'curve.bad_errors': warning<{ lines: number[] }>(
    ({ lines }) =>
      `the error is zero or negative in line ${linesIn(lines)}: 5 % of the intensity is assumed there`,
    'Export the curve with its errors: how certain the weights are depends on them.',
  ),
}
