import type { ResultNumber, Shown } from '#src/analyses/methodOutcome.ts'
import { ChartFigure } from '../charts/figure.tsx'
import { SeriesLegend, seriesChart } from '../charts/series.tsx'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { formatNumber } from '../ui/numbers.ts'
import { Powers } from '../ui/powers.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { FinishedPage, type FinishedProps } from './finishedPage.tsx'
import { MethodFacts } from './methodForm.tsx'
import { ResultRows } from './resultRows.tsx'

interface MethodResultProps extends FinishedProps {
  method: { name: string; version?: string; citation?: string }
  /** The few numbers that the method told of itself. */
  numbers: ResultNumber[]
  shown: Shown[]
}

/** The result of an analysis that the laboratory added: what it said, what its manifest wants seen, and its files. */
export function MethodResultPage({ method, numbers, shown, ...facts }: MethodResultProps) {
  const { id } = facts.analysis
  return (
    <FinishedPage {...facts} scripts={['figures.js']} made={<MethodFacts {...method} />}>
      {numbers.length > 0 ? <ResultNumbers numbers={numbers} /> : ''}
      {shown.map((part, i) => (
        <Card id={`shown-${i}`} title={part.title}>
          {part.description && part.kind !== 'chart' ? (
            <p class="help" safe>
              {part.description}
            </p>
          ) : (
            ''
          )}
          <ShownPart id={id} part={part} place={i} />
        </Card>
      ))}
    </FinishedPage>
  )
}

function ResultNumbers({ numbers }: { numbers: ResultNumber[] }) {
  return (
    <Card id="numbers" title="Result">
      <dl class="figures">
        {numbers.map(({ name, label, value, unit, digits, help }) => (
          <div>
            <dt>
              <span safe>{label}</span>
              {help ? (
                <Tooltip id={`number-${name}`} about={label}>
                  <span safe>{help}</span>
                </Tooltip>
              ) : (
                ''
              )}
            </dt>
            <dd>
              <span class="figure-value">
                <Powers text={[inDigits(value, digits), unit].filter(Boolean).join(' ')} />
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

/** A number as its manifest has it, else with four digits; its whole value is in the API. */
function inDigits(value: ResultNumber['value'], digits = 4): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return value
  const size = Math.abs(value)
  if (Number.isSafeInteger(value) && size < 1e7) return value.toLocaleString('en')
  if (size >= 1000 && size < 1e7) return value.toLocaleString('en', { maximumSignificantDigits: digits })
  return formatNumber(value, digits)
}

function ShownPart({ id, part, place }: { id: number | string; part: Shown; place: number }) {
  if (part.kind === 'fault')
    return (
      <p class="help" safe>
        {part.fault}
      </p>
    )
  if (part.kind === 'markdown') return <Markdown text={part.text} />
  if (part.kind === 'image')
    return <img src={paths.analysisImage(id, part.file)} alt={part.title} loading="lazy" />
  if (part.kind === 'table')
    return <ResultRows id={id} name={part.file} title={part.title} table={part.table} choice={{}} />
  const { title, description = '', chart, table } = part
  const drawn = seriesChart({ id: `chart-${place}`, title, caption: description, chart, table })
  return <ChartFigure {...drawn} controls={chart.y.length > 1 ? <SeriesLegend y={chart.y} /> : undefined} />
}
