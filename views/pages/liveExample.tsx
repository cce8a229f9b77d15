import type { AnalysisOutcome } from '#src/analyses/outcome.ts'
import { judgementOf } from '#src/ensemble/diagnose/index.ts'
import { exampleSentence } from '../analyses/result.tsx'
import { drawn } from '../analyses/resultCharts.ts'
import { ChartFigure } from '../charts/figure.tsx'
import { fitChart } from '../charts/fit.tsx'
import { weightsChart } from '../charts/weights.tsx'
import { paths } from '../paths.ts'
import { Icon } from '../ui/icon.tsx'

const shownModels = 9

/** What comes out, on the home page and while a server calculates the example again: the weights and the fit of the example study, and the way to the whole result. */
export function LiveExample({ outcome }: { outcome: AnalysisOutcome }) {
  const { result } = outcome
  return (
    <section
      class="live-example"
      id="example"
      aria-labelledby="example-heading"
      data-tour-step="live-example"
    >
      <header class="page-header">
        <div>
          <h2 id="example-heading">Example result</h2>
          <p class="help" safe>
            {`${exampleSentence(outcome)} ${judgementOf(result).verdict.words}`}
          </p>
        </div>
        <a class="button quiet" href={paths.publicExample()}>
          <Icon name="eye" />
          Open the whole result
        </a>
      </header>
      <div class="live-charts">
        <div class="card">
          <ChartFigure {...weightsChart(drawn(outcome, shownModels))} id="example-weights" small brief />
        </div>
        <div class="card">
          <ChartFigure {...fitChart({ fit: result.fit, view: 'log-linear' })} id="example-fit" small brief />
        </div>
      </div>
    </section>
  )
}
