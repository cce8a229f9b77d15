import type { LibraryContents } from '#src/studies/record.ts'
import { ChartFigure } from '../charts/figure.tsx'
import { Card } from '../ui/card.tsx'
import { FactList } from '../ui/facts.tsx'
import { formatInteger } from '../ui/numbers.ts'
import type { StudyInspection } from './inspection.ts'
import { rgsOf, type StudyCharts } from './studyCharts.ts'

interface LibraryCardProps {
  library: StudyInspection['library']
  chart: StudyCharts['sizes']
}

/** The models as they were read: how many, how large, how different. */
export function LibraryCard({ library, chart }: LibraryCardProps) {
  const { models } = library
  const rgs = rgsOf(models)
  return (
    <Card id="library-card" title="Library">
      <FactList facts={factsOf(library, rgs)} />
      <div class="chart-row">
        {chart ? <ChartFigure {...chart} /> : ''}
        <details class="data" open={models.length <= 50}>
          <summary>All models</summary>
          <section class="table-wrap data-table" tabindex="0" aria-label="All models">
            <table data-sortable>
              <thead>
                <tr>
                  <th scope="col" class="name">
                    Model
                  </th>
                  <th scope="col" class="number">
                    Atoms
                  </th>
                  <th scope="col" class="number">
                    Rg (Å)
                  </th>
                </tr>
              </thead>
              <tbody>
                {models.map(model => (
                  <tr>
                    <th scope="row" class="name" safe>
                      {model.name}
                    </th>
                    <td class="number" safe>
                      {formatInteger(model.atoms)}
                    </td>
                    <td class="number" safe>
                      {model.rg === null ? '–' : model.rg.toFixed(1)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </details>
      </div>
    </Card>
  )
}

function factsOf({ fileName, models, contents }: StudyInspection['library'], rgs: number[]): string[][] {
  const dmaxs = models.flatMap(model => model.dmax ?? [])
  const range = (values: number[], digits: number) => {
    const [least, most] = [Math.min(...values).toFixed(digits), Math.max(...values).toFixed(digits)]
    return least === most ? `${least} Å` : `${least} to ${most} Å`
  }
  return [
    ...(fileName ? [['File', fileName]] : []),
    ['Models', formatInteger(models.length)],
    ...(rgs.length > 0 ? [[contents?.kind === 'beads' ? 'Beads' : 'Atoms in each', atomsOf(models)]] : []),
    ...(contents ? contentFacts(contents, new Set(models.map(model => model.species)).size) : []),
    ...(rgs.length > 0 ? [['Rg of the models', range(rgs, 1)]] : []),
    ...(dmaxs.length > 0 ? [['Dmax of the models', range(dmaxs, 0)]] : []),
  ]
}

function atomsOf(models: StudyInspection['library']['models']): string {
  const [least, most] = [
    Math.min(...models.map(model => model.atoms)),
    Math.max(...models.map(model => model.atoms)),
  ]
  return least === most ? formatInteger(least) : `${formatInteger(least)} to ${formatInteger(most)}`
}

/** @param kinds of particle in the library, of which the contents are those of the first */
function contentFacts(
  { kind, chains, missingAtoms, alternates }: LibraryContents,
  kinds: number,
): string[][] {
  if (kind === 'beads') return [['Kind', kindWords.beads]]
  const polymers = chains.filter(chain => chain.kind !== 'other')
  const others = chains
    .filter(chain => chain.kind === 'other')
    .reduce((sum, chain) => sum + chain.residues, 0)
  const shown = polymers
    .slice(0, 6)
    .map(
      ({ name, kind, residues, from, to }) =>
        `${name || 'unnamed'}: ${residues} ${unitOf(kind)}, ${from} to ${to}`,
    )
  return [
    ['Kind', kindWords[kind]],
    [
      kinds > 1 ? 'Chains of the first model' : 'Chains',
      [...shown, ...(polymers.length > 6 ? [`${polymers.length - 6} more`] : [])].join('; ') || 'none',
    ],
    ['Sequence', kinds > 1 ? `${kinds} kinds of particle` : 'the same in all models'],
    ...(others > 0 ? [['Ligands and ions', String(others)]] : []),
    ...(kind === 'atoms'
      ? [['Missing heavy atoms', missingAtoms === 0 ? 'none' : String(missingAtoms)]]
      : []),
    ['Alternate locations', alternates ? 'one conformer kept' : 'none'],
  ]
}

const kindWords = {
  atoms: 'atomic models',
  'alpha carbons': 'one point a residue; whole residues stand in',
  backbones: 'backbones; usual side chains stand in',
  beads: 'bead models, aligned in both hands',
}

const unitOf = (kind: string) => (kind === 'protein' ? 'residues' : 'nucleotides')
