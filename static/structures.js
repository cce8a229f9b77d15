// The structures that a method of the laboratory wrote, each in 3D when that is asked for.

import { addTools, createViewer, drawWhenAsked, fetchStructures, hasWebGL, showWhole } from './stage.js'
import { faceBroadSide, superpose, withHomes } from './viewerModels.js'

const usage = 'Drag to turn, scroll or pinch to zoom.'

for (const place of document.querySelectorAll('[data-structure]')) watch(place)

function watch(place) {
  const part = name => place.querySelector(`[data-viewer-${name}]`)
  const say = text => {
    part('text').textContent = text
  }
  if (!hasWebGL()) return
  part('actions').hidden = false
  const draw = async () => {
    say('Loading the structure.')
    await start(place, part)
    say(usage)
  }
  drawWhenAsked(place, part, draw, () => say('The structure could not be drawn. It is among the downloads.'))
}

async function start(place, part) {
  const { structure, format, colours } = place.dataset
  const text = await fetchStructures(structure)
  const stage = part('stage')
  const viewer = createViewer(stage)
  const models = viewer.addModels(text, format).filter(model => model.selectedAtoms({}).length > 0)
  if (models.length === 0) throw new Error('the file holds no atoms')
  const atoms = models.map(model => withHomes(model.selectedAtoms({})))
  faceBroadSide(atoms, atoms)
  superpose(atoms, null)
  for (const [i] of models.entries()) part('model').append(new Option(`Model ${i + 1}`, String(i)))
  part('models').hidden = models.length === 1
  const palette = JSON.parse(colours)
  const isShown = i => ['', String(i)].includes(part('model').value)

  /** One model from its first residue to its last; of several, each in a colour of its own. */
  const lookOf = i => ({ color: models.length === 1 ? 'spectrum' : palette[i % palette.length] })

  /** What has no backbone shows nothing as a cartoon. */
  function styleOf(model, i) {
    const chosen = part('style').value
    const hasBackbone = model.selectedAtoms({ atom: ['CA', 'P'], hetflag: false }).length > 1
    if (chosen === 'sphere') return { sphere: { ...lookOf(i), scale: 0.6 } }
    if (chosen === 'stick' || !hasBackbone) return { stick: lookOf(i), sphere: { ...lookOf(i), scale: 0.25 } }
    const coarse = model.selectedAtoms({ atom: 'O', hetflag: false }).length === 0
    return { cartoon: { ...lookOf(i), ...(coarse && { style: 'trace', thickness: 0.6 }) } }
  }

  function draw() {
    for (const [i, model] of models.entries()) {
      model.setStyle({}, isShown(i) ? styleOf(model, i) : {})
      if (isShown(i) && part('style').value === 'cartoon')
        model.setStyle({ hetflag: true, not: { resn: ['HOH', 'WAT'] } }, { stick: {} })
    }
    viewer.render()
  }

  const reset = () =>
    showWhole(
      viewer,
      stage,
      models.filter((_, i) => isShown(i)),
    )

  draw()
  reset()
  for (const name of ['style', 'model']) part(name).addEventListener('change', draw)
  addTools(part, stage, viewer, reset, `${place.dataset.name}.png`)
  place.dataset.ready = String(models.length)
}
