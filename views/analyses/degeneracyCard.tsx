import type { ModelCluster, Result } from '#src/ensemble/contract.ts'
import { ChartFigure } from '../charts/figure.tsx'
import { IntervalBar, Swatch } from '../charts/weights.tsx'
import { Card } from '../ui/card.tsx'
import { shortName } from '../ui/modelName.ts'
import { formatRange, formatWeight } from '../ui/numbers.ts'
import { NumberHead } from './numberHead.tsx'
import { modelsByName, type RankedModel } from './rankedModels.ts'
import type { ResultCharts } from './resultCharts.ts'

/** Models that the curve cannot tell apart, as groups with weights of their own, and how weights move together. */
export function DegeneracyCard({ result, charts }: { result: Result; charts: ResultCharts }) {
  if (!result.details) return ''
  const { clusters, numericalRank } = result.details
  const byName = modelsByName(result.models)
  const groups = clusters.filter(cluster => cluster.models.length > 1).length
  return (
    <Card id="degeneracy" title="What the curve can tell apart">
      <p safe>
        {`The curve can determine about ${numericalRank} independent numbers of the library's ${result.models.length} models. ` +
          (groups > 0
            ? 'The data cannot distinguish the models of a group below: use the weight of the group, not of its members.'
            : 'The data can distinguish all models of notable weight.')}
      </p>
      {groups > 0 ? <ClusterTable clusters={clusters} byName={byName} /> : ''}
      {charts.correlations ? <ChartFigure {...charts.correlations} /> : ''}
    </Card>
  )
}

function ClusterTable({ clusters, byName }: { clusters: ModelCluster[]; byName: Map<string, RankedModel> }) {
  const hasPossible = clusters.every(cluster => cluster.possible)
  const max = Math.max(...clusters.map(cluster => cluster.weight.q975), 0.05)
  return (
    <div class="table-wrap">
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">Group</th>
            <NumberHead of="groups" text="Weight" meaning="groupWeight" />
            <NumberHead of="groups" text="95 % interval" meaning="interval" />
            {hasPossible ? <NumberHead of="groups" text="Possible" meaning="possible" /> : ''}
            <NumberHead of="groups" text="Width" meaning="diameter" />
          </tr>
        </thead>
        <tbody>
          {clusters.slice(0, 15).map(({ models, weight, possible, diameter }) => (
            <tr>
              <th scope="row">
                <Members names={models} byName={byName} />
              </th>
              <td class="number" data-label="Weight" safe>
                {formatWeight(weight)}
              </td>
              <td class="number" data-label="95 %">
                <span class="interval-cell">
                  <IntervalBar colour={byName.get(models[0]!)!.colour} weight={weight} max={max} />
                  <span safe>{formatRange(weight.q025, weight.q975)}</span>
                </span>
              </td>
              {hasPossible ? (
                <td class="number" data-label="Possible" safe>
                  {formatRange(possible!.lower, possible!.upper)}
                </td>
              ) : (
                ''
              )}
              <td class="number" data-label="Width">
                {models.length > 1 ? `${diameter.toFixed(1)} σ` : '–'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const namedMembers = 4

function Members({ names, byName }: { names: string[]; byName: Map<string, RankedModel> }) {
  return (
    <span class="members">
      {names.slice(0, namedMembers).map(name => (
        <span class="model" data-model={String(byName.get(name)!.index)}>
          <Swatch colour={byName.get(name)!.colour} />
          <span safe>{shortName(name)}</span>
        </span>
      ))}
      {names.length > namedMembers ? (
        <span class="help" safe>{`and ${names.length - namedMembers} more`}</span>
      ) : (
        ''
      )}
    </span>
  )
}
