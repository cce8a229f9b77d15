import type { AnalysisOutcome } from '#src/analyses/outcome.ts'
import type { Result } from '#src/ensemble/contract.ts'
import { ChartForm, fetchShown } from '../charts/chartForm.tsx'
import { ChartFigure } from '../charts/figure.tsx'
import { chi2Within, placesWithin } from '../charts/fitPart.ts'
import { fitViews } from '../charts/fitViews.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { formatChi2 } from '../ui/numbers.ts'
import { curvesIn, placeMark, radiationOf, regionsOf } from './curvesIn.ts'
import { choiceFor, type FitFigure, fitFigure } from './fitFigure.ts'
import { Regions } from './regions.tsx'
import type { ChartChoice, ResultCharts } from './resultCharts.ts'

interface FitProps {
  id: number | string
  /** Absent where nothing can be run again. */
  study?: number | string
  outcome: AnalysisOutcome
  choice: ChartChoice
}

/** The fit in one of its views; of several curves one below the other. */
export const FitCard = (props: FitProps) => (
  <Card id="fit-card" title="Fit">
    <div data-tour-step="fit">
      {curvesIn(props.outcome.result).map((curve, place) => (
        <>
          {curve.name === null ? '' : <h3 safe>{`${curve.name}, ${radiationOf(curve)}`}</h3>}
          <FitPlot {...props} place={place} />
        </>
      ))}
    </div>
  </Card>
)

/** What is swapped when another view or another part of the curve is chosen. */
export function FitPlot({ place: wanted = 0, choice: all, ...props }: FitProps & { place?: number }) {
  const place = Math.min(wanted, curvesIn(props.outcome.result).length - 1)
  const shown = fitFigure(props.id, props.outcome, all, place)
  const choice = choiceFor(all, place)
  return (
    <ChartFigure
      {...shown.figure}
      controls={<FitForm {...props} choice={choice} shown={shown} place={place} />}
      note={<RangeNote {...props} choice={choice} place={place} range={shown.range} />}
    />
  )
}

/** The misfit by region of q, and whether neighbouring residuals agree. */
export function FitDetailsCard({ result, charts }: { result: Result; charts: ResultCharts }) {
  const { details } = result
  return (
    <Card id="fit-details" title="Where it fits">
      {curvesIn(result).map(({ name, fit }, place) => (
        <>
          {name === null ? '' : <h3 safe>{name}</h3>}
          <div class="chart-row">
            {details ? (
              <Regions
                id={`regions${placeMark(place)}`}
                regions={name === null ? details.chi2ByRegion : regionsOf(fit)}
              />
            ) : (
              ''
            )}
            <ChartFigure {...charts.cormaps[place]!} />
          </div>
        </>
      ))}
    </Card>
  )
}

interface FitFormProps extends FitProps {
  shown: FitFigure
  place: number
}

/** Chooses the view and the range of q, whose ends are those of the curve while they are empty; static/plots.js fills it in by the pointer. */
function FitForm({ id, outcome, choice, shown: { view, views, range, figure }, place }: FitFormProps) {
  const chart = figure.id
  const { q } = curvesIn(outcome.result)[place]!.fit
  const ends = [
    ['from', 'q from', range?.[0], q[0]!],
    ['to', 'to', range?.[1], q.at(-1)!],
  ] as const
  return (
    <ChartForm chart={chart} page={paths.analysis(id)} part={paths.analysisFit(id)}>
      <select name="fit" id={`${chart}-view`} aria-label="View of the fit">
        {views.map(name => (
          <option value={name} selected={name === view} safe>
            {fitViews[name].text}
          </option>
        ))}
      </select>
      {ends.map(([name, label, value, end]) => (
        <label>
          <span>{label}</span>
          <input
            type="number"
            name={name}
            id={`${chart}-${name}`}
            min="0"
            max="100"
            step="any"
            placeholder={String(Number(end.toPrecision(2)))}
            value={value === undefined ? undefined : String(value)}
          />
        </label>
      ))}
      <OtherChoices choice={choice} except={['fit', 'from', 'to']} />
    </ChartForm>
  )
}

/** What else the address has, so that a form keeps it. */
export const OtherChoices = ({ choice, except }: { choice: ChartChoice; except: (keyof ChartChoice)[] }) => (
  <>
    {Object.entries(choice)
      .filter(([name, value]) => value !== undefined && !except.includes(name as keyof ChartChoice))
      .map(([name, value]) => (
        <input type="hidden" name={name} value={String(value)} />
      ))}
  </>
)

type NoteProps = FitProps & { range: FitFigure['range']; place: number }

/** What is seen of the curve, and what can be done with that part of it. */
function RangeNote({ id, study, outcome, choice, range, place }: NoteProps) {
  const { fit } = curvesIn(outcome.result)[place]!
  const chart = `fit${placeMark(place)}`
  const { from = '', to = '', ...rest } = choice
  if (!range)
    return from === '' && to === '' ? (
      ''
    ) : (
      <p class="help">Fewer than three points lie in this range of q. The whole curve is shown.</p>
    )
  const places = placesWithin(fit, range)
  const whole = { action: paths.analysis(id, rest), part: paths.analysisFit(id, rest) }
  return (
    <p class="help plot-range">
      <span safe>
        {`${places.length} of ${fit.q.length} points, χ²/N ${formatChi2(chi2Within(fit, places))} here.`}
      </span>
      {study ? (
        <a href={paths.newAnalysis(study, { from: id, qMin: range[0], qMax: range[1], curve: place + 1 })}>
          Run again with this range
        </a>
      ) : (
        ''
      )}
      <a href={`${whole.action}#${chart}`} {...fetchShown(chart, whole.part)} data-plot-reset="">
        Show the whole curve
      </a>
    </p>
  )
}
