/**
 * A result as sasCIF, the exchange format of the Small Angle Scattering Biological Data Bank (Malfois & Svergun 2000,
 * J. Appl. Cryst. 33, 812; Kachala, Westbrook & Svergun 2016, J. Appl. Cryst. 49, 302).
 */

import type { CurveResult, FitResult, NeutronResult, Result } from '../contract.ts'
import { cifValue } from './cifValue.ts'

/**
 * The measured curve in a block `_MAIN` and the fit of the ensemble in a block `_FIT_1`, the names by which readers of
 * the data bank's files tell them apart; of several curves the others in `_CURVE_2` and `_FIT_2` and so on, each with its file. q in 1/A, and its standard
 * deviation beside it, where the file has one.
 * The items are those of mmcif_sas.dic 0.6.
 *
 * `chi_square` is the reduced one, per point less one; `p-value` is that of the correlation map (Franke, Jeffries &
 * Svergun 2015, Nat. Methods 12, 419), as in the data bank. What only the author knows is left out.
 */
export function sasCif(result: Result, title: string): string {
  const { fit, neutrons, curves = [{ fit, neutrons, name: undefined }] } = result
  // On the command line a result is called like its first curve.
  const isOfCurve = curves.some(({ name }) => name === title)
  const titleOf = (name = title) => (isOfCurve || name === title ? name : `${title}, ${name}`)
  const blocks = curves.flatMap((curve, m) => [
    ...curveBlock(m === 0 ? 'MAIN' : `CURVE_${m + 1}`, curve, m + 1),
    ...fitBlock(result, titleOf(curve.name), curve.fit, m + 1),
  ])
  return `${blocks.join('\n')}\n`
}

/** A curve, as far as it is told apart from others: by its file, and by what it was measured with. */
type Scan = Pick<CurveResult, 'fit' | 'neutrons'> & { name: string | undefined }

function curveBlock(block: string, { fit, neutrons, name }: Scan, scan: number): string[] {
  const { dq } = fit
  return [
    ...blockHead(block),
    item('sas_scan', 'id', scan),
    item('sas_scan', 'result_id', 1),
    ...(name ? [item('sas_scan', 'filename', cifValue(name))] : []),
    ...(neutrons ? [item('sas_scan', 'title', cifValue(neutronTitle(neutrons)))] : []),
    item('sas_scan', 'type', 'processed'),
    item('sas_scan', 'momentum_transfer_units', '1/AA'),
    loop(
      'sas_scan_intensity',
      [
        ...['id', 'scan_id', 'momentum_transfer', 'intensity', 'intensity_su_counting'],
        ...(dq ? ['resolution_width'] : []),
      ],
      fit.q.map((q, i) => [
        ...[i + 1, scan, number(q), number(fit.intensity[i]!), number(fit.sigma[i]!)],
        ...(dq ? [number(dq[i]!)] : []),
      ]),
    ),
  ]
}

/** What decides the contrast; the dictionary has no item for it. */
const neutronTitle = ({ d2o, deuteration }: NeutronResult) =>
  `SANS in ${Number((100 * d2o).toPrecision(3))} % D2O${deuteration > 0 ? `, deuteration ${deuteration}` : ''}`

function fitBlock({ models, program }: Result, title: string, fit: FitResult, scan: number): string[] {
  const points = fit.q.length
  const reduced = points > 1 ? (fit.chi2PerPoint * points) / (points - 1) : fit.chi2PerPoint
  return [
    ...blockHead(`FIT_${scan}`),
    `# ${cifValue(title)}: ${cifValue(`${program.name} ${program.version}`)}, ensemble of ${models.filter(model => model.selected).length} models`,
    item('sas_model_fitting_details', 'id', scan),
    item('sas_model_fitting_details', 'result_id', 1),
    item('sas_model_fitting_details', 'unit', '1/A'),
    item('sas_model_fitting_details', 'chi_square', reduced.toFixed(4)),
    item('sas_model_fitting_details', 'p-value', fit.cormap.p.toPrecision(4)),
    loop(
      'sas_model_fitting',
      ['id', 'ordinal', 'momentum_transfer', 'intensity', 'fit'],
      fit.q.map((q, i) => [scan, i + 1, number(q), number(fit.intensity[i]!), number(fit.model[i]!)]),
    ),
  ]
}

/** Each block says which dictionary it keeps to, and holds the result that its items refer to. */
const blockHead = (name: string) => [
  `data_BIOCE_${name}`,
  item('audit_conform', 'dict_name', 'mmcif_sas.dic'),
  item('audit_conform', 'dict_version', '0.6'),
  item('sas_result', 'id', 1),
]

const number = (value: number) => value.toExponential(6)

const item = (category: string, name: string, value: string | number) =>
  `${`_${category}.${name}`.padEnd(48)} ${value}`

function loop(category: string, columns: string[], rows: (string | number)[][]): string {
  const names = columns.map(column => `_${category}.${column}`)
  return ['#', 'loop_', ...names, ...rows.map(row => row.join(' ')), '#'].join('\n')
}
