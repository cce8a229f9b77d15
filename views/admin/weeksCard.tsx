import { Card } from '../ui/card.tsx'
import { exactDay } from '../ui/time.tsx'

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
        <table>
          <thead>
            <tr>
              <th scope="col">Week until</th>
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
                <th scope="row" safe>
                  {exactDay(week.endsAt)}
                </th>
                <td class="number">
                  <Bar value={week.users} max={usersMax} />
                </td>
                <td class="number">
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
