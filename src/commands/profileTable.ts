import { csvLine } from '#src/csv.ts'
import type { ProfileReport } from '#src/ensemble/index.ts'

/**
 * Calculated profiles as text: blank-separated with a comment on top (`dat`), which every program that reads scattering
 * curves takes, or comma-separated with the names as the first row (`csv`).
 *
 * One row a point: q in 1/A, then one column a model, in the order and unit of the report, eight significant digits.
 */
export function profileTable(report: ProfileReport, format: 'dat' | 'csv'): string {
  const names = report.models.map(model => model.name)
  const head =
    format === 'csv'
      ? csvLine(['q', ...names])
      : `# q in 1/A; calculated intensity in ${report.unit} of: ${names.join(' ')}`
  const rows = report.q.map((q, i) =>
    [q, ...report.models.map(model => model.intensity[i]!)]
      .map(number => number.toExponential(7))
      .join(format === 'csv' ? ',' : ' '),
  )
  return `${[head, ...rows].join('\n')}\n`
}
