/** Calculated profiles as text: blank-separated with a comment on top (`dat`), or comma-separated (`csv`). */

import type { ProfileReport } from '../saxs/report.ts'

/**
 * One row a point: q in 1/A, then one column a model, in the order and unit of the report, eight significant digits.
 *
 * `dat` can be read back by every program that reads scattering curves; `csv` has the names as its first row.
 */
export function profileTable(report: ProfileReport, format: 'dat' | 'csv'): string {
  const names = report.models.map(model => model.name)
  const separator = format === 'csv' ? ',' : ' '
  const head =
    format === 'csv'
      ? [['q', ...names].map(quoted).join(',')]
      : [`# q in 1/A; calculated intensity in ${report.unit} of: ${names.join(' ')}`]
  const rows = report.q.map((q, i) =>
    [q, ...report.models.map(model => model.intensity[i])]
      .map(number => number.toExponential(7))
      .join(separator),
  )
  return `${[...head, ...rows].join('\n')}\n`
}

/** A CSV field: quoted where it holds a comma or a quote; a leading `=`, `+`, `-` or `@` would be a formula elsewhere. */
function quoted(name: string): string {
  const safe = /^[=+\-@]/.test(name) ? `'${name}` : name
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
