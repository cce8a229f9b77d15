import { HistogramChart } from '../charts/histogram.tsx'
import { Card } from '../ui/card.tsx'
import { Facts } from '../ui/facts.tsx'
import type { Inspection } from './show.tsx'

/** The models as they were read: how many, how large, how different. */
export function LibraryCard({ library }: { library: Inspection['library'] }) {
  const { models } = library
  const rgs = models.flatMap(model => (model.rg === null ? [] : [model.rg]))
  const atoms = models[0]!.atoms
  return (
    <Card id="library" title="Library">
      <Facts
        facts={[
          ...(library.fileName ? [['File', library.fileName]] : []),
          ['Models', String(models.length)],
          ['Atoms in each', String(atoms)],
          ...(rgs.length > 0
            ? [['Rg of the models', `${Math.min(...rgs).toFixed(1)} to ${Math.max(...rgs).toFixed(1)} Å`]]
            : []),
        ]}
      />
      <div class="chart-row">
        {rgs.length > 1 ? (
          <HistogramChart
            id="library-rg"
            title="Rg of the models"
            caption="The library should reach well below and above the Rg of the curve: weights cannot invent what no model shows."
            label="Rg (Å)"
            values={rgs}
          />
        ) : (
          ''
        )}
        <details class="data" open>
          <summary>All models</summary>
          <section class="table-wrap data-table" tabindex="0" aria-label="All models">
            <table data-sortable>
              <thead>
                <tr>
                  <th scope="col">Model</th>
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
                    <th scope="row" safe>
                      {model.name}
                    </th>
                    <td class="number">{model.atoms}</td>
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
