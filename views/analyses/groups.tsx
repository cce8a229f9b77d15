import type { Result } from '#src/ensemble/contract.ts'
import { ChartForm, ShownPart } from '../charts/chartForm.tsx'
import { IntervalBar, Swatch } from '../charts/weights.tsx'
import { paths } from '../paths.ts'
import { shortName } from '../ui/modelName.ts'
import { formatWeight, formatWeights } from '../ui/numbers.ts'
import { OtherChoices } from './fitCard.tsx'
import { type GroupView, groupViews } from './groupViews.ts'
import { NumberHead } from './numberHead.tsx'
import { modelsByName, type RankedModel } from './rankedModels.ts'
import type { ChartChoice } from './resultCharts.ts'
import { isVoid } from './voidNote.tsx'

const chart = 'groups'
/** More are in groups.csv. */
const rowsMax = 15

interface GroupsProps {
  id: number | string
  result: Result
  choice: ChartChoice
}

/** Groups of models with weights of their own, in one of the ways to make them. */
export function Groups({ id, result, choice }: GroupsProps) {
  const views = groupViews(result)
  const shown = views[choice.groups ?? 0] ?? views[0]
  if (!shown) return ''
  return (
    <div id={chart}>
      {views.length > 1 ? (
        <ChartForm chart={chart} page={paths.analysis(id)}>
          <select name="groups" id="groups-view" aria-label="How models are grouped">
            {views.map((view, place) => (
              <option value={String(place)} selected={view === shown} safe>
                {view.text}
              </option>
            ))}
          </select>
          <OtherChoices choice={choice} except={['groups']} />
        </ChartForm>
      ) : (
        ''
      )}
      <ShownPart chart={chart}>
        {isVoid(result) ? '' : <p safe>{shown.sentence}</p>}
        <GroupTable {...shown} byName={modelsByName(result.models)} />
      </ShownPart>
    </div>
  )
}

function GroupTable({ rows, isWhole, byName }: GroupView & { byName: Map<string, RankedModel> }) {
  const has = (field: 'possible' | 'width' | 'rg') => rows.every(row => row[field])
  const [hasPossible, hasWidth, hasRg] = [has('possible'), has('width'), has('rg')]
  const max = Math.max(...rows.map(({ weight }) => weight.q975), 0.05)
  return (
    <div class="table-wrap">
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">Group</th>
            <NumberHead of="groups" text="Weight" meaning="groupWeight" />
            <NumberHead of="groups" text="95 % interval" meaning="interval" />
            {isWhole ? (
              <th scope="col" class="number named">
                Library
              </th>
            ) : (
              ''
            )}
            {hasPossible ? <NumberHead of="groups" text="Possible" meaning="possible" /> : ''}
            {hasWidth ? <NumberHead of="groups" text="Width" meaning="diameter" /> : ''}
            {hasRg ? <NumberHead of="groups" text="Rg (Å)" meaning="rg" /> : ''}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, rowsMax).map(({ label, models, weight, possible, width, rg }) => (
            <tr>
              <th scope="row">
                {label === null ? '' : <span safe>{label}</span>}
                <Members names={models} byName={byName} />
              </th>
              <td class="number" data-label="Weight" safe>
                {formatWeight(weight)}
              </td>
              <td class="number" data-label="95 %">
                <span class="interval-cell">
                  <IntervalBar colour={byName.get(models[0]!)!.colour} weight={weight} max={max} />
                  <span safe>{formatWeights(weight.q025, weight.q975)}</span>
                </span>
              </td>
              {isWhole ? (
                <td class="number" data-label="Library" safe>
                  {(models.length / byName.size).toFixed(2)}
                </td>
              ) : (
                ''
              )}
              {hasPossible ? (
                <td class="number" data-label="Possible" safe>
                  {formatWeights(possible!.lower, possible!.upper)}
                </td>
              ) : (
                ''
              )}
              {hasWidth ? (
                <td class="number" data-label="Width" safe>
                  {width}
                </td>
              ) : (
                ''
              )}
              {hasRg ? (
                <td class="number" data-label="Rg (Å)" safe>
                  {rg}
                </td>
              ) : (
                ''
              )}
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
