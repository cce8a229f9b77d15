import type { IntervalEstimate, Result, Species } from '#src/ensemble/contract.ts'
import { modelLabel } from '#src/ensemble/diagnose/index.ts'
import { Card } from '../ui/card.tsx'
import { formatCount, formatNumber, formatPercents } from '../ui/numbers.ts'
import { NumberHead } from './numberHead.tsx'
import { isVoid, VoidNote } from './voidNote.tsx'

/** How much of the solution each kind of particle is, where the models differ in composition. */
export function MixtureCard({ result }: { result: Result }) {
  const { mixture } = result
  if (!mixture) return ''
  return (
    <Card id="mixture" title="Particles of the mixture">
      <VoidNote result={result} />
      <p class="help">
        The models are particles of different composition. The weight of a model is its share of the number of
        particles: a dimer counts once, as a monomer does. All shares are those at the concentration of the
        measurement; where particles associate, dilution changes them.
      </p>
      <div class="table-wrap">
        <table class={['stack', isVoid(result) && 'void']}>
          <thead>
            <tr>
              <th scope="col">Particle</th>
              <NumberHead of="mixture" text="Mass (kDa)" meaning="molarMass" />
              <NumberHead of="mixture" text="Of the number" meaning="numberFraction" />
              <NumberHead of="mixture" text="Of the mass" meaning="massFraction" />
              <NumberHead of="mixture" text="Of the volume" meaning="volumeFraction" />
            </tr>
          </thead>
          <tbody>
            {mixture.map(species => (
              <tr>
                <th scope="row" safe>
                  {speciesName(species)}
                </th>
                <td class="number" data-label="Mass (kDa)" safe>
                  {formatNumber(species.mass / 1000)}
                </td>
                <Fraction label="Of the number" value={species.numberFraction} />
                <Fraction label="Of the mass" value={species.massFraction} />
                <Fraction label="Of the volume" value={species.volumeFraction} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}

const Fraction = ({ label, value }: { label: string; value: IntervalEstimate }) => (
  <td class="number" data-label={label} safe>
    {formatPercents(value)}
  </td>
)

const speciesName = ({ name, models }: Species) =>
  models > 1 ? `${modelLabel(name)} and ${formatCount(models - 1, 'more model')}` : modelLabel(name)

/** The shares of the mass for the report, by kind of particle. */
export const mixtureText = (mixture: Species[]) =>
  mixture
    .map(
      species =>
        `${formatNumber(species.mass / 1000)} kDa (${speciesName(species)}): ${formatPercents(species.massFraction)} of the mass, ${formatPercents(species.numberFraction)} of the number`,
    )
    .join('; ')
