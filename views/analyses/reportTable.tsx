import { Html } from '@kitajs/html'
import { Powers } from '../ui/powers.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import type { Section } from './reportRows.ts'

interface TableProps {
  sections: Section[]
  /** What the author wrote into the blanks. */
  typed: Record<string, string>
  /** Nothing can be typed. */
  isFinal?: boolean
}

/** The guidelines' table, its sections lettered, with the blanks as fields that hold what the author typed before. */
export function ReportTable({ sections, typed, isFinal }: TableProps) {
  return (
    <div class="table-wrap">
      <table class="report-table">
        {sections.map((section, place) => (
          <tbody>
            <tr>
              <th scope="rowgroup" colspan="2" safe>
                {`(${String.fromCharCode(97 + place)}) ${section.title}`}
              </th>
            </tr>
            {section.rows.map(row => (
              <tr>
                <th scope="row">
                  <span safe>{row.name}</span>
                  {'blank' in row && !isFinal ? (
                    <Tooltip id={row.blank} about={row.name}>
                      {Html.escapeHtml(row.tip)}
                    </Tooltip>
                  ) : (
                    ''
                  )}
                </th>
                <td>
                  {!('blank' in row) ? (
                    <span>
                      <Powers text={row.value} />
                    </span>
                  ) : isFinal ? (
                    <span safe>{typed[row.blank] || '–'}</span>
                  ) : (
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
