import type { Result } from '#src/ensemble/contract.ts'
import type { Inspection } from '../studies/show.tsx'
import { formatP, formatUncertain } from '../ui/numbers.ts'
import { hydrationValues } from './hydrationValues.ts'
import { rankedModels } from './verdict.ts'

interface Section {
  title: string
  /** A row without a value is for the author to fill in. */
  rows: { name: string; value?: string }[]
}

/** The table of the guidelines for publishing small-angle scattering, with blanks where only the author knows. */
export function ReportTable({ result, inspection }: { result: Result; inspection: Inspection | null }) {
  const sections = [sample, collection, software(result), ...structure(inspection), modelling(result)]
  return (
    <div class="table-wrap">
      <table class="report-table">
        {sections.map((section, place) => (
          <tbody>
            <tr>
              <th scope="rowgroup" colspan="2" safe>
                {`(${'abcdef'[place]}) ${section.title}`}
              </th>
            </tr>
            {section.rows.map(({ name, value }) => (
              <tr>
                <th scope="row" safe>
                  {name}
                </th>
                <td>
                  {value === undefined ? (
                    <input class="blank" aria-label={name} placeholder="for the author" autocomplete="off" />
                  ) : (
                    <span safe>{value}</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  )
}

const blanks = (...names: string[]) => names.map(name => ({ name }))

const sample: Section = {
  title: 'Sample details',
  rows: blanks(
    'Organism',
    'Source (catalogue number or reference)',
    'UniProt sequence ID (residues in construct)',
    'Extinction coefficient',
    'Partial specific volume (cm³/g)',
    'Mean scattering contrast (10¹⁰/cm²)',
    'M from chemical composition (Da)',
    'Concentration range (mg/ml), or SEC loading and flow',
    'Solvent composition',
  ),
}

const collection: Section = {
  title: 'Data collection',
  rows: blanks(
    'Instrument and detector',
    'Wavelength (Å)',
    'Beam geometry and sample-to-detector distance',
    'q measurement range (1/Å)',
    'Absolute scaling method',
    'Normalisation',
    'Monitoring for radiation damage',
    'Exposure time and number of exposures',
    'Sample temperature (°C)',
  ),
}

const software = ({ program, hydration }: Result): Section => ({
  title: 'Software',
  rows: [
    { name: 'Data reduction' },
    { name: 'Building of the structural library' },
    {
      name: 'Calculation of profiles',
      value: hydration ? `${program.name} ${program.version}` : undefined,
    },
    { name: 'Ensemble modelling', value: `${program.name} ${program.version}` },
  ],
})

function structure(inspection: Inspection | null): Section[] {
  const guinier = inspection?.curve.guinier
  if (!inspection || !guinier) return []
  const q = inspection.curve.q
  const last = q[guinier.to - 1]!
  return [
    {
      title: 'Structural parameters: Guinier analysis',
      rows: [
        { name: 'I(0), unit of the data file', value: formatUncertain(guinier.i0, guinier.i0Error) },
        { name: 'Rg (Å)', value: formatUncertain(guinier.rg, guinier.rgError) },
        { name: 'q range (1/Å)', value: `${q[guinier.from]!.toPrecision(3)} – ${last.toPrecision(3)}` },
        { name: 'Largest q Rg', value: (last * guinier.rg).toFixed(2) },
        { name: 'Dmax (Å) from P(r)' },
      ],
    },
  ]
}

function modelling(result: Result): Section {
  const { fit, models, evidence, sampler, hydration, chi2, scale } = result
  const ranked = rankedModels(models).filter(({ model }) => model.selected)
  const worst = Math.max(...ranked.map(({ model }) => model.weight.rhat), chi2.rhat, scale.rhat)
  const rows = [
    { name: 'Starting structures and how the library was made' },
    { name: 'Models in the library', value: String(models.length) },
    { name: 'Models in the ensemble after selection', value: String(ranked.length) },
    {
      name: 'q range for modelling (1/Å)',
      value: `${fit.q[0]!.toPrecision(3)} – ${fit.q.at(-1)!.toPrecision(3)}`,
    },
    { name: 'Points', value: String(fit.q.length) },
    { name: 'χ² per point, p-value', value: `${fit.chi2PerPoint.toFixed(3)}, ${formatP(fit.chi2P)}` },
    { name: 'CorMap p-value', value: `${formatP(fit.cormap.p)} (C = ${fit.cormap.c}, n = ${fit.cormap.n})` },
    {
      name: 'Hydration',
      value: hydration ? hydrationText(hydration) : 'as in the profiles that were given',
    },
    { name: 'Jensen–Shannon divergence', value: fit.jsd.toFixed(3) },
    {
      name: 'ln evidence',
      value: evidence ? formatUncertain(evidence.log, evidence.error) : 'not calculated',
    },
    { name: 'Largest R-hat', value: `${worst.toFixed(3)}${sampler.converged ? '' : ', not converged'}` },
    { name: 'Deposition IDs (SASBDB, PDB-Dev)' },
  ]
  return { title: 'Ensemble modelling', rows }
}

function hydrationText(hydration: NonNullable<Result['hydration']>): string {
  const { c1, contrast } = hydrationValues(hydration)
  return `${hydration.mode}; contrast ${contrast} e/Å³, c1 ${c1}`
}
