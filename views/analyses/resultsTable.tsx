import type { ResultsTable, TabledResult } from '#src/analyses/resultsTable.ts'
import { evidenceLimits } from '#src/ensemble/diagnose/index.ts'
import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Badge, StateBadge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { Icon } from '../ui/icon.tsx'
import { formatChi2, formatCount, formatUncertain } from '../ui/numbers.ts'
import { crumbsToStudy } from './crumbs.ts'
import type { Meaning } from './meanings.ts'
import { NumberHead } from './numberHead.tsx'
import { verdictBadges } from './verdictBadges.ts'

interface ResultsTableProps {
  frame: Frame
  study: { id: number; name: string }
  table: ResultsTable
}

type Summary = NonNullable<TabledResult['summary']>

const columns: [title: string, meaning: Meaning, show: (summary: Summary) => string][] = [
  ['Points', 'pointsUsed', ({ points }) => String(points)],
  ['χ² per point', 'chi2', ({ chi2PerPoint }) => formatChi2(chi2PerPoint, 3)],
  ['Errors ×', 'errorScale', ({ errorScale }) => errorScale?.toFixed(2) ?? '–'],
  ['Effective models', 'effectiveModels', ({ effectiveModels }) => intervalText(effectiveModels, 1)],
  ['Rg (Å)', 'ensembleRg', ({ rg }) => intervalText(rg, 1)],
  [
    'ln evidence',
    'evidence',
    ({ evidence }) => (evidence ? formatUncertain(evidence.log, evidence.reach) : '–'),
  ],
]

const intervalText = (interval: Summary['rg'], digits: number) =>
  interval
    ? `${interval.mean.toFixed(digits)} (${interval.q025.toFixed(digits)} to ${interval.q975.toFixed(digits)})`
    : '–'

const { notable, strong } = evidenceLimits
const reading = `Intervals hold 95 %. Evidences of rows with the same points and errors can be compared: a difference of ${notable} is notable, of ${strong} strong.`

interface Head {
  title: string
  isNumber: boolean
}

/** The analyses of a study by the built-in method, a row each, with the settings in which they differ. */
export function ResultsTablePage({ frame, study, table: { settings, rows, left } }: ResultsTableProps) {
  const heads = settings.map((title, place) => ({
    title,
    isNumber: rows.every(row => /^[\d.]+( |$)/.test(row.settings[place]!)),
  }))
  return (
    <Layout
      title={`Results of ${study.name}`}
      frame={frame}
      crumbs={crumbsToStudy(study)}
      scripts={['tables.js']}
      tablesFrom={66 + 7 * settings.length}
    >
      <header class="page-header">
        <h1>Results in one table</h1>
        {rows.length > 0 ? (
          <a class="button quiet" href={paths.studyResultsTable(study.id)} download="">
            <Icon name="download" />
            Save as CSV
          </a>
        ) : (
          ''
        )}
      </header>
      <Card id="results" title="Analyses">
        {rows.length === 0 ? (
          <EmptyState icon="play" title="No analysis of this study yet">
            <a class="button" href={paths.newAnalysis(study.id)}>
              <Icon name="play" />
              Start an analysis
            </a>
          </EmptyState>
        ) : (
          <>
            <div class="table-wrap">
              <table class="stack wide" data-sortable>
                <thead>
                  <tr>
                    <th scope="col">Analysis</th>
                    {heads.map(({ title, isNumber }) => (
                      <th scope="col" class={isNumber ? 'number named' : undefined} safe>
                        {title}
                      </th>
                    ))}
                    <th scope="col">Curve</th>
                    {columns.map(([title, meaning]) => (
                      <NumberHead of="results" text={title} meaning={meaning} />
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {rows.map(row => (
                    <Row row={row} heads={heads} />
                  ))}
                </tbody>
              </table>
            </div>
            {left > 0 ? (
              <p class="help" safe>
                {`${formatCount(left, 'older analysis is', 'older analyses are')} left out.`}
              </p>
            ) : (
              ''
            )}
            <p class="help">
              <span safe>{reading}</span> <a href={paths.comparison(study.id)}>Compare two analyses</a> to see
              whether theirs can.
            </p>
          </>
        )}
      </Card>
    </Layout>
  )
}

function Row({
  row: { id, name, state, settings: values, summary },
  heads,
}: {
  row: TabledResult
  heads: Head[]
}) {
  return (
    <tr>
      <th scope="row">
        <a href={paths.analysis(id)} safe>
          {name}
        </a>
      </th>
      {values.map((value, place) => (
        <td class={heads[place]!.isNumber ? 'number' : undefined} data-label={heads[place]!.title} safe>
          {value}
        </td>
      ))}
      <td data-label="Curve">
        {summary?.code ? (
          <Badge {...verdictBadges[summary.code]} />
        ) : state === 'done' ? (
          <span class="help">see its page</span>
        ) : (
          <StateBadge state={state} />
        )}
      </td>
      {columns.map(([title, , show]) => (
        <td class="number" data-label={title}>
          {summary ? show(summary) : '–'}
        </td>
      ))}
    </tr>
  )
}
