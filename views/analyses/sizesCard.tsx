import type { Distribution, Result } from '#src/ensemble/contract.ts'
import { ChartForm, ShownPart } from '../charts/chartForm.tsx'
import { ChartFigure } from '../charts/figure.tsx'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { formatDownTo, formatNumber, formatPercents } from '../ui/numbers.ts'
import { OtherChoices } from './fitCard.tsx'
import { NumberHead } from './numberHead.tsx'
import { labelOf } from './propertyNames.ts'
import type { ChartChoice, ResultCharts } from './resultCharts.ts'
import { type ShareAbove, shareAbove, shareSentence } from './shareAbove.ts'
import { VoidNote } from './voidNote.tsx'

interface SizesProps {
  id: number | string
  result: Result
  charts: ResultCharts
  choice: ChartChoice
}

/** How large the conformations of the ensemble are, and what else is known of them, beside those of the library. */
export function SizesCard({ id, result, charts, choice }: SizesProps) {
  const distributions = result.details?.distributions ?? []
  if (charts.sizes.length === 0 && distributions.length === 0) return ''
  const share = shareAbove(distributions, choice)
  return (
    <Card id="sizes" title="Size of the ensemble">
      <VoidNote result={result} />
      {distributions.length > 0 ? <DistributionTable distributions={distributions} /> : ''}
      {share ? (
        <>
          <ShareForm id={id} distributions={distributions} share={share} choice={choice} />
          <ShownPart chart={chart}>
            <p safe>{shareSentence(share, distributions[share.place]!)}</p>
            <ChartFigure {...charts.sizes[share.place]!} small={false} />
          </ShownPart>
        </>
      ) : (
        <div class="chart-row">
          {charts.sizes.map(each => (
            <ChartFigure {...each} />
          ))}
        </div>
      )}
    </Card>
  )
}

const chart = 'share-above'

interface ShareProps extends Pick<SizesProps, 'id' | 'choice'> {
  distributions: Distribution[]
  share: ShareAbove
}

/** Chooses the property that is drawn, and from where on its share is told. */
const ShareForm = ({ id, distributions, share, choice }: ShareProps) => (
  <ChartForm chart={chart} page={paths.analysis(id)}>
    <select name="property" id="share-property" aria-label="Property">
      {distributions.map((each, place) => (
        <option value={String(place)} selected={place === share.place} safe>
          {labelOf(each)}
        </option>
      ))}
    </select>
    <label>
      <span>at least</span>
      <input
        type="number"
        name="above"
        id="share-from"
        step="any"
        placeholder={String(share.at)}
        value={choice.above === undefined ? undefined : String(choice.above)}
      />
    </label>
    <OtherChoices choice={choice} except={['property', 'above']} />
  </ChartForm>
)

function DistributionTable({ distributions }: { distributions: Distribution[] }) {
  return (
    <div class="table-wrap">
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">Property</th>
            <NumberHead of="sizes" text="Mean" meaning="distributionMean" />
            <th scope="col" class="number named">
              Library
            </th>
            <NumberHead of="sizes" text="Spread" meaning="spread" />
            <th scope="col" class="number named">
              Library
            </th>
            <NumberHead of="sizes" text="Rflex" meaning="flexibility" />
            <NumberHead of="sizes" text="Rσ" meaning="relativeSpread" />
          </tr>
        </thead>
        <tbody>
          {distributions.map(({ name, unit, library, mean, sd, flexibility, relativeSd }) => (
            <tr>
              <th scope="row" safe>
                {labelOf({ name, unit })}
              </th>
              <td class="number" data-label="Mean" safe>
                {formatDownTo(mean.mean, mean.sd, mean.mean / resolved)}
              </td>
              <td class="number" data-label="Library" safe>
                {formatNumber(library.mean)}
              </td>
              <td class="number" data-label="Spread" safe>
                {formatDownTo(sd.mean, sd.sd, mean.mean / resolved)}
              </td>
              <td class="number" data-label="Library" safe>
                {formatNumber(library.sd)}
              </td>
              <td class="number" data-label="Rflex" safe>
                {`${formatPercents(flexibility)}, library ${Math.round(100 * library.flexibility)} %`}
              </td>
              <td class="number" data-label="Rσ">
                {relativeSd
                  ? `${relativeSd.mean.toFixed(2)} (${relativeSd.q025.toFixed(2)} – ${relativeSd.q975.toFixed(2)})`
                  : '–'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A size is calculated to no more than this part of it. */
const resolved = 1000
