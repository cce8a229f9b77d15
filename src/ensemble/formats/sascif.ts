/**
 * A result as sasCIF, the exchange format of the Small Angle Scattering Biological Data Bank (Malfois & Svergun 2000,
 * J. Appl. Cryst. 33, 812; Kachala, Westbrook & Svergun 2016, J. Appl. Cryst. 49, 302).
 */

import type { Result } from '../contract.ts'
import { cifValue } from './cifValue.ts'

/**
 * The measured curve in a block `_MAIN` and the fit of the ensemble in a block `_FIT_1`, the names by which readers of
 * the data bank's files tell them apart. q in 1/A.
 *
 * `chi_square` is the reduced one, per point less one; `p_value` is that of the correlation map (Franke, Jeffries &
 * Svergun 2015, Nat. Methods 12, 419), as in the data bank. What only the author knows is left out.
 */
export function sasCif(result: Result, title: string): string {
  const { fit, program } = result
  const points = fit.q.length
  const reduced = points > 1 ? (fit.chi2PerPoint * points) / (points - 1) : fit.chi2PerPoint
  const main = [
    'data_BIOCE_MAIN',
    item('sas_scan', 'id', 1),
    item('sas_scan', 'result_id', 1),
    item('sas_scan', 'unit', '1/A'),
    item('sas_scan', 'qmin', number(fit.q[0]!)),
    item('sas_scan', 'qmax', number(fit.q.at(-1)!)),
    loop(
      'sas_scan_intensity',
      ['id', 'scan_id', 'momentum_transfer', 'intensity', 'intensity_su_counting'],
      fit.q.map((q, i) => [i + 1, 1, number(q), number(fit.intensity[i]!), number(fit.sigma[i]!)]),
    ),
  ]
  const fitted = [
    'data_BIOCE_FIT_1',
    `# ${cifValue(title)}: ${cifValue(`${program.name} ${program.version}`)}, ensemble of ${result.models.filter(model => model.selected).length} models`,
    item('sas_model_fitting_details', 'id', 1),
    item('sas_model_fitting_details', 'result_id', 1),
    item('sas_model_fitting_details', 'unit', '1/A'),
    item('sas_model_fitting_details', 'chi_square', reduced.toFixed(4)),
    item('sas_model_fitting_details', 'p_value', fit.cormap.p.toPrecision(4)),
    loop(
      'sas_model_fitting',
      ['id', 'ordinal', 'momentum_transfer', 'intensity', 'fit'],
      fit.q.map((q, i) => [1, i + 1, number(q), number(fit.intensity[i]!), number(fit.model[i]!)]),
    ),
  ]
  return `${[...main, ...fitted].join('\n')}\n`
}

const number = (value: number) => value.toExponential(6)

const item = (category: string, name: string, value: string | number) =>
  `${`_${category}.${name}`.padEnd(48)} ${value}`

function loop(category: string, columns: string[], rows: (string | number)[][]): string {
  const names = columns.map(column => `_${category}.${column}`)
  return ['#', 'loop_', ...names, ...rows.map(row => row.join(' ')), '#'].join('\n')
}
