import type { ModelResult } from '#src/ensemble/contract.ts'
import { convergenceLimits } from '#src/ensemble/diagnose/index.ts'
import { ChartFigure, type Figure } from '../charts/figure.tsx'
import { Swatch } from '../charts/weights.tsx'
import { Card } from '../ui/card.tsx'
import { shortName } from '../ui/modelName.ts'
import { formatShare } from '../ui/numbers.ts'
import { rankedModels } from './rankedModels.ts'
import { ViewerChoice, ViewerTools } from './viewerTools.tsx'

interface ViewerProps {
  models: ModelResult[]
  /** The ensemble as one PDB file whose REMARK 6 names each MODEL. */
  href: string
  /** The flat picture of the ensemble, which stands where the browser cannot draw 3D. */
  drawing: Figure | null
}

const shownModels = 12
const styles = { cartoon: 'Cartoon', trace: 'Trace', sphere: 'Spheres', surface: 'Surface' }
const superpositions = { file: 'Rigid core', all: 'All residues', range: 'Chosen residues' }

/** The ensemble as a picture, which static/viewer.js turns into a view in 3D when that is asked for. */
export function ViewerCard({ models, href, drawing }: ViewerProps) {
  const ranked = rankedModels(models).filter(({ model }) => model.selected)
  return (
    <Card id="ensemble" title="Ensemble in 3D">
      <div class="viewer" data-viewer data-structures={href} data-tour-step="viewer">
        <div>
          <div class="viewer-stage" data-viewer-stage hidden={Boolean(drawing)} />
          <div data-viewer-poster>{drawing ? <ChartFigure {...drawing} /> : ''}</div>
          <ViewerTools buttons={['reset', 'turn', 'labels', 'whole', 'picture']} />
          <p class="help" data-viewer-text role="status">
            The structures turn in 3D when the page has JavaScript and WebGL. They are also in{' '}
            <a href={href} download="">
              ensemble.pdb
            </a>
            .
          </p>
        </div>
        <details class="more viewer-tools" data-viewer-tools hidden>
          <summary>Models and style</summary>
          <ViewerChoice name="style" label="Style" options={styles} />
          <ViewerChoice name="superposition" label="Superposed on" options={superpositions} />
          <div class="viewer-range" data-viewer-range hidden>
            <label>
              From
              <input type="number" step="1" data-viewer-from />
            </label>
            <label>
              To
              <input type="number" step="1" data-viewer-to />
            </label>
          </div>
          <fieldset class="viewer-models">
            <legend>Models</legend>
            {ranked.slice(0, shownModels).map(({ model, index, colour }, rank) => (
              <label
                data-model={String(index)}
                data-name={model.name}
                data-colour={colour}
                data-weight={model.weight.mean.toFixed(6)}
              >
                <input
                  type="checkbox"
                  checked={rank < 8 && model.weight.mean >= convergenceLimits.weightMin}
                />
                <Swatch colour={colour} />
                <span safe>{shortName(model.name)}</span>
                <span class="help" safe>
                  {formatShare(model.weight.mean)}
                </span>
              </label>
            ))}
          </fieldset>
        </details>
      </div>
    </Card>
  )
}
