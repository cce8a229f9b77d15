import type { ResultNumber, Shown } from '#src/analyses/methodOutcome.ts'
import { ChartFigure } from '../charts/figure.tsx'
import { SeriesLegend, seriesChart } from '../charts/series.tsx'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { Powers } from '../ui/powers.tsx'
import { typographic } from '../ui/symbols.ts'
import { Tooltip } from '../ui/tooltip.tsx'
import { numberText } from './methodNumbers.ts'
import { PrintedRows, ResultRows } from './resultRows.tsx'
import { seriesMark } from './seriesCharts.ts'
import { SeriesFigures } from './seriesFigures.tsx'
import { StructureLink, StructureView } from './structureView.tsx'

/** The few numbers that a method told of itself. */
export function ResultNumbers({ numbers }: { numbers: ResultNumber[] }) {
  return (
    <Card id="numbers" title="Result">
      <dl class="figures">
        {numbers.map(({ help, name, label, grade = 'good', gradeText, ...number }) => (
          <div data-tour-step={`numbers/${name}`}>
            <dt>
              <span safe>{label}</span>
              {help ? (
                <Tooltip id={`number-${name}`} about={label}>
                  <span safe>{typographic(help)}</span>
                </Tooltip>
              ) : (
                ''
              )}
            </dt>
            <dd>
              <span class={['figure-value', grade !== 'good' && 'doubtful']}>
                <Powers text={numberText(number)} />
              </span>
              {gradeText ? (
                <span class="help" safe>
                  {gradeText}
                </span>
              ) : (
                ''
              )}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

interface PartProps {
  /** Of the analysis. */
  id: number | string
  part: Shown
  /** Names its figure on the page. */
  place: number | string
  /** As it is printed: a table with its first rows, and nothing to press. */
  isFinal?: boolean
}

/** One part of a result in a card of its own. */
export const PartCard = (props: PartProps) => (
  <Card id={`shown-${props.place}`} title={props.part.title}>
    {props.part.description && props.part.kind !== 'chart' ? (
      <p class="help" safe>
        {typographic(props.part.description)}
      </p>
    ) : (
      ''
    )}
    <ShownPart {...props} />
  </Card>
)

export function ShownPart({ id, part, place, isFinal }: PartProps) {
  if (part.kind === 'fault')
    return (
      <p class="help">
        <span safe>{typographic(part.fault)}</span> Download{' '}
        <a href={paths.analysisFile(id, part.file)} safe>
          {part.file}
        </a>
        .
      </p>
    )
  if (part.kind === 'markdown') return <Markdown text={part.text} />
  if (part.kind === 'image')
    return (
      <img src={paths.analysisImage(id, part.file)} alt={part.title} loading={isFinal ? undefined : 'lazy'} />
    )
  if (part.kind === 'structure')
    return isFinal ? (
      <StructureLink id={id} file={part.file} />
    ) : (
      <StructureView id={id} file={part.file} place={place} />
    )
  if (part.kind === 'table')
    return isFinal ? (
      <PrintedRows table={part.table} />
    ) : (
      <ResultRows id={id} name={part.file} title={part.title} table={part.table} choice={{}} />
    )
  if (part.kind === 'series')
    return (
      <>
        <SeriesFigures
          id={id}
          mark={isFinal ? `series-${place}` : seriesMark(part.file)}
          series={part.series}
          isFinal={isFinal}
        />
        {isFinal ? (
          ''
        ) : (
          <p>
            <a href={paths.analysisTable(id, part.file)}>All numbers as a table</a>
          </p>
        )}
      </>
    )
  const { title, description = '', chart, table } = part
  const drawn = seriesChart({ id: `chart-${place}`, title, caption: typographic(description), chart, table })
  const legend = chart.y.length > 1 ? <SeriesLegend chart={chart} /> : undefined
  return <ChartFigure {...drawn} controls={legend} brief={isFinal} />
}
