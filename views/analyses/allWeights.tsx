import type { AnalysisOutcome } from '#src/analyses/outcome.ts'
import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import type { Crumb } from '../ui/breadcrumbs.tsx'
import { formatCount } from '../ui/numbers.ts'
import { type WeightOrder, weightOrders } from './rankedModels.ts'
import { drawnModels } from './resultCharts.ts'
import { isVoid } from './voidNote.tsx'
import { type WeightsFacts, WeightsTable } from './weightsTable.tsx'

const pageLength = 50

interface WeightsChoice {
  /** From 1. */
  page?: number
  order?: WeightOrder
}

type Facts = WeightsFacts & { id: number | string }

/** What the tables show of a result. */
export const weightsFacts = (id: number | string, { result, truth, sizes }: AnalysisOutcome): Facts => ({
  id,
  models: result.models,
  truth,
  sizes,
  isVoid: isVoid(result),
})

/** The heaviest models, and the way to all. */
export function HeaviestWeights({ id, ...facts }: Facts) {
  const count = facts.models.filter(model => model.selected).length
  return (
    <div id="all-weights">
      <WeightsTable {...facts} to={drawnModels} />
      {count > drawnModels ? (
        <p>
          <PartLink href={paths.analysisWeights(id)} text={`Show all ${formatCount(count, 'model')}`} />
        </p>
      ) : (
        ''
      )}
    </div>
  )
}

/** Fetched into the page of the result with a script, a page of its own without. */
function PartLink({ href, text, isHere }: { href: string; text: string; isHere?: boolean }) {
  return (
    <a
      href={href}
      hx-get={href}
      hx-target="#all-weights"
      hx-select="#all-weights"
      hx-swap="outerHTML"
      aria-current={isHere ? 'page' : undefined}
      safe
    >
      {text}
    </a>
  )
}

interface PageProps {
  frame: Frame
  crumbs: Crumb[]
  facts: Facts
  choice: WeightsChoice
}

/** Every model that took part, a page at a time, in a chosen order. */
export function WeightsPage({ frame, crumbs, facts, choice }: PageProps) {
  return (
    <Layout title="Weights of all models" frame={frame} crumbs={crumbs}>
      <h1>Weights of all models</h1>
      <AllWeights {...facts} choice={choice} />
    </Layout>
  )
}

function AllWeights({ id, choice, ...facts }: Facts & { choice: WeightsChoice }) {
  const { page = 1, order = 'weight' } = choice
  const pages = Math.ceil(facts.models.filter(model => model.selected).length / pageLength)
  const here = Math.min(page, Math.max(1, pages))
  return (
    <div id="all-weights">
      <nav class="contents" aria-label="Order of the models">
        {Object.entries(weightOrders).map(([key, text]) => (
          <PartLink
            href={paths.analysisWeights(id, { order: key })}
            text={`By ${text}`}
            isHere={key === order}
          />
        ))}
      </nav>
      <WeightsTable {...facts} order={order} from={(here - 1) * pageLength} to={here * pageLength} />
      {pages > 1 ? (
        <nav class="contents" aria-label="Pages of the table">
          {Array.from({ length: pages }, (_, at) => (
            <PartLink
              href={paths.analysisWeights(id, { order, page: at + 1 })}
              text={String(at + 1)}
              isHere={at + 1 === here}
            />
          ))}
        </nav>
      ) : (
        ''
      )}
    </div>
  )
}
