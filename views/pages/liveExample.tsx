import type { Result } from '#src/ensemble/contract.ts'
import { drawn } from '../analyses/result.tsx'
import { verdictOf } from '../analyses/verdict.ts'
import { FitChart } from '../charts/fit.tsx'
import { WeightsChart } from '../charts/weights.tsx'
import { paths } from '../paths.ts'
import { Icon } from '../ui/icon.tsx'

export interface LiveExampleProps {
  result: Result
  /** The weights that the curve was made with, by model. */
  truth: Record<string, number> | null
}

const shownModels = 9

/** What comes out, on the home page: the weights and the fit of the example study, and the way to the whole result. */
export function LiveExample({ result, truth }: LiveExampleProps) {
  const { models, rest } = drawn(result, truth)
  return (
    <section
      class="live-example"
      id="example"
      aria-labelledby="example-heading"
      data-tour-step="live-example"
    >
      <header class="page-header">
        <div>
          <h2 id="example-heading">A result, to look at</h2>
          <p safe>
            {`A simulated protein of two domains: ${result.models.length} models, and a curve that was made from three of them. ` +
              verdictOf(result).title}
          </p>
        </div>
        <a class="button quiet" href={paths.publicExample()}>
          <Icon name="eye" />
          Open the whole result
        </a>
      </header>
      <div class="live-charts">
        <div class="card">
          <WeightsChart models={models.slice(0, shownModels)} rest={rest + models.length - shownModels} />
        </div>
        <div class="card">
          <FitChart fit={result.fit} view="log-linear" />
        </div>
      </div>
    </section>
  )
}
