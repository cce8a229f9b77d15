import type { ModelResult } from '#src/ensemble/contract.ts'
import { modelColour } from '#static/modelColours.ts'
import { Swatch } from '../charts/weights.tsx'
import { Card } from '../ui/card.tsx'
import { Icon } from '../ui/icon.tsx'
import { shortName } from '../ui/modelName.ts'
import { formatShare } from '../ui/numbers.ts'
import { rankedModels } from './verdict.ts'

interface ViewerProps {
  models: ModelResult[]
  /** The ensemble as one PDB file whose REMARK 6 names each MODEL. */
  href: string
}

const shownModels = 12

/** The ensemble in 3D, drawn by static/viewer.js when it is scrolled to; without it the table says the same. */
export function ViewerCard({ models, href }: ViewerProps) {
  const ranked = rankedModels(models).filter(({ model }) => model.selected)
  return (
    <Card id="ensemble" title="Ensemble in 3D">
      <div class="viewer" data-viewer data-structures={href} data-tour-step="viewer">
        <div class="viewer-stage" data-stage>
          <p class="help" data-viewer-text>
            The structures are drawn here when the page has JavaScript and WebGL. They are also in{' '}
            <a href={href} download="">
              ensemble.pdb
            </a>
            .
          </p>
        </div>
        <div class="viewer-tools">
          <label for="viewer-style">Style</label>
          <select id="viewer-style" data-viewer-style>
            <option value="cartoon">Cartoon</option>
            <option value="trace">Trace</option>
            <option value="sphere">Spheres</option>
            <option value="surface">Surface</option>
          </select>
          <fieldset class="viewer-models">
            <legend>Models</legend>
            {ranked.slice(0, shownModels).map(({ model, index }, rank) => (
              <label
                data-model={String(index)}
                data-name={model.name}
                data-colour={modelColour(index)}
                data-weight={model.weight.mean.toFixed(6)}
              >
                <input type="checkbox" checked={rank < 8 && model.weight.mean >= 0.01} />
                <Swatch index={index} />
                <span safe>{shortName(model.name)}</span>
                <span class="help" safe>
                  {formatShare(model.weight.mean)}
                </span>
              </label>
            ))}
          </fieldset>
          <div class="actions">
            <button type="button" class="quiet small" data-viewer-reset>
              <Icon name="rotate-ccw" />
              Reset
            </button>
            <button type="button" class="quiet small" data-viewer-picture>
              <Icon name="download" />
              Picture
            </button>
          </div>
        </div>
      </div>
      <p class="help">
        The stronger the colour, the larger the weight. Drag to turn, scroll or pinch to zoom.
      </p>
    </Card>
  )
}
