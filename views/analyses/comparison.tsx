import type { Children } from '@kitajs/html'
import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { Icon } from '../ui/icon.tsx'
import { crumbsToStudy } from './crumbs.ts'

interface ComparisonProps {
  frame: Frame
  study: { id: number | string; name: string }
  /** The analyses that can be chosen. */
  choices: { id: number | string; name: string }[]
  /** Null where the study has fewer than two. */
  chosen: [number | string, number | string] | null
  /** The comparison itself. */
  children?: Children
}

/** Two analyses of a study side by side. */
export function ComparisonPage({ frame, study, choices, chosen, children }: ComparisonProps) {
  return (
    <Layout
      title={`Comparison in ${study.name}`}
      frame={frame}
      crumbs={crumbsToStudy(study)}
      scripts={['tables.js', 'figures.js']}
    >
      <header class="page-header">
        <h1>Compare two analyses</h1>
      </header>
      {chosen ? (
        <>
          <form method="get" action={paths.comparison(study.id)} class="comparison-form">
            <Choice name="a" label="First" choices={choices} chosen={chosen[0]} />
            <Choice name="b" label="Second" choices={choices} chosen={chosen[1]} />
            <button type="submit">Compare</button>
          </form>
          {children}
        </>
      ) : (
        <Card id="nothing" title="Nothing to compare yet">
          <EmptyState icon="play" title="Two finished analyses are needed">
            <p>Run another analysis of this study with one setting changed, and compare it with the first.</p>
            <a class="button" href={paths.newAnalysis(study.id, { from: choices[0]?.id })}>
              <Icon name="play" />
              {choices.length > 0 ? 'Run it again' : 'Start an analysis'}
            </a>
          </EmptyState>
        </Card>
      )}
    </Layout>
  )
}

interface ChoiceProps {
  name: string
  label: string
  choices: ComparisonProps['choices']
  chosen: number | string
}

function Choice({ name, label, choices, chosen }: ChoiceProps) {
  return (
    <label>
      <span safe>{label}</span>
      <select name={name}>
        {choices.map(choice => (
          <option value={String(choice.id)} selected={choice.id === chosen} safe>
            {choice.name}
          </option>
        ))}
      </select>
    </label>
  )
}
