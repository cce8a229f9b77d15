import type { Group, Month, Statistics, StatisticsTable } from '#src/admin/statistics.ts'
import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { Icon } from '../ui/icon.tsx'
import { formatBytes, formatCount, formatDuration, formatInteger } from '../ui/numbers.ts'
import { AdminFrame, type AdminTable } from './adminFrame.tsx'
import { MonthsChart } from './monthsChart.tsx'
import { reasonWords } from './reasonWords.ts'

interface StatisticsProps {
  frame: Frame
  tables: AdminTable[]
  statistics: Statistics
}

/** How the site was used in the last two years: for those who pay for it. */
export function StatisticsPage({ frame, tables, statistics }: StatisticsProps) {
  const { months, countries, institutions, methods, failures, storage } = statistics
  return (
    <AdminFrame frame={frame} tables={tables} title="Statistics">
      <h1>Statistics</h1>
      <p>
        The last 24 months, in UTC. Runs of analyses that were deleted since are counted. Institution and
        country follow from the domain of a person’s address.
      </p>
      <p
        safe
      >{`At present ${formatCount(storage.people, 'person stores', 'people store')} ${formatBytes(storage.bytes)} of files.`}</p>
      <Table name="months" title="By month">
        <MonthsChart months={months} />
        <Rows
          head={['Month', 'New people', ...heads, 'Median wait']}
          rows={sinceTheFirst(months).toReversed().map(monthCells)}
        />
      </Table>
      <Groups name="countries" title="By country" head="Country" groups={countries} />
      <Groups name="institutions" title="By institution" head="Institution" groups={institutions} />
      <Groups name="methods" title="By method" head="Method" groups={methods} />
      <Table name="failures" title="Failures by reason">
        {failures.length === 0 ? (
          <EmptyState icon="circle-check" title="No failures" />
        ) : (
          <Rows
            head={['Reason', 'Failed']}
            rows={failures.map(({ name, runs }) => [reasonWords(name), formatInteger(runs)])}
          />
        )}
      </Table>
    </AdminFrame>
  )
}

/** Without the months before anything happened; at least the last. */
const sinceTheFirst = (months: Month[]) =>
  months.slice(months.findIndex(({ newPeople, runs }) => newPeople > 0 || runs > 0))

const heads = ['Analyses', 'Failed', 'Active people', 'CPU hours']
const cells = ({ runs, failed, people, cpuMs }: Group) => [
  formatInteger(runs),
  formatInteger(failed),
  formatInteger(people),
  (cpuMs / 3_600_000).toFixed(1),
]
const monthCells = (month: Month) => [
  month.name,
  formatInteger(month.newPeople),
  ...cells(month),
  month.waitedMs === null ? '–' : formatDuration(month.waitedMs / 1000),
]

interface TableProps {
  name: StatisticsTable
  title: string
  children: JSX.Element | JSX.Element[]
}

function Table({ name, title, children }: TableProps) {
  const csv = (
    <a class="button quiet small" href={paths.statisticsCsv(name)} download="" aria-label={`${title} as CSV`}>
      <Icon name="download" />
      CSV
    </a>
  )
  return (
    <Card id={name} title={title} aside={csv}>
      {children as 'safe'}
    </Card>
  )
}

interface GroupsProps {
  name: StatisticsTable
  title: string
  head: string
  groups: Group[]
}

function Groups({ name, title, head, groups }: GroupsProps) {
  return (
    <Table name={name} title={title}>
      {groups.length === 0 ? (
        <EmptyState icon="info" title="No analysis has ended yet" />
      ) : (
        <Rows head={[head, ...heads]} rows={groups.map(group => [group.name, ...cells(group)])} />
      )}
    </Table>
  )
}

function Rows({ head, rows }: { head: string[]; rows: string[][] }) {
  return (
    <div class="table-wrap">
      <table class="stack">
        <thead>
          <tr>
            {head.map((title, place) => (
              <th scope="col" class={place > 0 ? 'number' : undefined} safe>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...values]) => (
            <tr>
              <th scope="row" safe>
                {name}
              </th>
              {values.map((value, place) => (
                <td class="number" data-label={head[place + 1]} safe>
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
