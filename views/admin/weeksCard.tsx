import { Card } from '../ui/card.tsx'
import { calendarDay } from '../ui/time.tsx'

interface WeeksProps {
  weeks: { endsAt: Date; users: number; analyses: number }[]
}

/** New people and analyses by week, as bars with their numbers. */
export function WeeksCard({ weeks }: WeeksProps) {
  const usersMax = Math.max(1, ...weeks.map(week => week.users))
  const analysesMax = Math.max(1, ...weeks.map(week => week.analyses))
  return (
    <Card id="weeks" title="By week">
      <div class="table-wrap">
        <table class="stack">
          <thead>
            <tr>
              <th scope="col">Week until (UTC)</th>
              <th scope="col" class="number">
                New people
              </th>
              <th scope="col" class="number">
                Analyses
              </th>
            </tr>
          </thead>
          <tbody>
            {weeks.map(week => (
              <tr>
                <th scope="row" data-label="Week until (UTC)" safe>
                  {calendarDay(week.endsAt)}
                </th>
                <td class="number" data-label="New people">
                  <Bar value={week.users} max={usersMax} />
                </td>
                <td class="number" data-label="Analyses">
                  <Bar value={week.analyses} max={analysesMax} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}

function Bar({ value, max }: { value: number; max: number }) {
  const length = Math.round((56 * value) / max)
  return (
    <>
      {value}
      <svg width="66" height="10" aria-hidden="true" focusable="false">
        <rect x="10" width={length} height="10" />
      </svg>
    </>
  )
}
