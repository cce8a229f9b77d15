import { Html } from '@kitajs/html'
import { Tooltip } from '../ui/tooltip.tsx'
import type { Section } from './reportRows.ts'

/** The guidelines' table, with the blanks as fields that hold what the author typed before. */
export function ReportTable({ sections, typed }: { sections: Section[]; typed: Record<string, string> }) {
  return (
    <div class="table-wrap">
      <table class="report-table">
        {sections.map((section, place) => (
          <tbody>
            <tr>
              <th scope="rowgroup" colspan="2" safe>
                {`(${'abcdef'[place]}) ${section.title}`}
              </th>
            </tr>
            {section.rows.map(row => (
              <tr>
                <th scope="row">
                  <span safe>{row.name}</span>
                  {'blank' in row ? (
                    <Tooltip id={row.blank} about={row.name}>
                      {Html.escapeHtml(row.tip)}
                    </Tooltip>
                  ) : (
                    ''
                  )}
                </th>
                <td>
                  {'blank' in row ? (
                    <input
                      id={row.blank}
                      class="blank"
                      name={row.blank}
                      value={typed[row.blank] ?? ''}
                      aria-label={row.name}
                      placeholder="for the author"
                      maxlength="500"
                      autocomplete="off"
                    />
                  ) : (
                    <span safe>{row.value}</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  )
}
