// The ensemble in 3D. The structures come as one PDB file whose REMARK 6 names each MODEL, so a model keeps its colour and
// its place in the table.

import { addTools, createViewer, drawWhenAsked, fetchStructures, hasWebGL, showWhole } from './stage.js'
import { faceBroadSide, residuesOf, splitModels, superpose, withHomes } from './viewerModels.js'

const place = document.querySelector('[data-viewer]')
const part = name => place.querySelector(`[data-viewer-${name}]`)

// A surface takes a second or more to make; the models beyond keep their trace.
const surfacesMax = 3

const say = text => {
  part('text').textContent = text
}

/** Fetches what is needed, and puts each model that the list has a box for onto the stage. */
async function open(stage) {
  say('Loading the structures.')
  const blocks = splitModels(await fetchStructures(place.dataset.structures))
  part('poster').hidden = true
  const viewer = createViewer(stage)
  const labels = [...place.querySelectorAll('label[data-model]')]
  const heaviest = Math.max(...labels.map(label => Number(label.dataset.weight)), 1e-9)
  const shown = labels.flatMap(label => {
    const block = blocks.get(label.dataset.name)
    label.hidden = !block
    if (!block) return []
    const model = viewer.addModel(block, 'pdb')
    const opacity = 0.5 + (0.5 * Number(label.dataset.weight)) / heaviest
    const { model: index, colour } = label.dataset
    const atoms = withHomes(model.selectedAtoms({}))
    return [{ index: Number(index), model, atoms, opacity, colour, box: label.querySelector('input') }]
  })
  if (shown.length === 0) throw new Error('the file of structures holds none of these models')
  faceBroadSide(
    shown.filter(one => one.box.checked).map(one => one.atoms),
    shown.map(one => one.atoms),
  )
  return { viewer, shown }
}

async function start() {
  const stage = part('stage')
  const { viewer, shown } = await open(stage)
  let pointed = null
  const opacityOf = one => (pointed === null ? one.opacity : one.index === pointed ? 1 : one.opacity * 0.3)
  const lookOf = one => ({ color: one.colour, opacity: opacityOf(one) })

  function draw() {
    viewer.removeAllSurfaces()
    name()
    const checked = shown.filter(one => one.box.checked)
    for (const one of shown) one.model.setStyle({}, checked.includes(one) ? styleOf(one) : {})
    if (part('style').value === 'surface') {
      for (const one of checked.slice(0, surfacesMax)) {
        viewer.addSurface(window.$3Dmol.SurfaceType.VDW, lookOf(one), { model: one.model })
      }
    }
    viewer.render()
  }

  function styleOf(one) {
    const chosen = part('style').value
    const coarse = !one.model.selectedAtoms({ atom: 'C' }).length
    const beads = coarse && !one.model.selectedAtoms({ atom: 'CA' }).length
    if (chosen === 'sphere' || beads) return { sphere: { ...lookOf(one), scale: 0.6 } }
    const trace = coarse || chosen !== 'cartoon' ? { style: 'trace', thickness: 0.6 } : {}
    return { cartoon: { ...lookOf(one), ...trace } }
  }

  const everything = residuesOf(shown[0].atoms)
  const [from, to] = [part('from'), part('to')]
  ;[from.value, to.value] = everything
  function place3D() {
    const chosen = part('superposition').value
    part('range').hidden = chosen !== 'range'
    const range = { file: null, all: everything, range: [Number(from.value), Number(to.value)] }[chosen]
    const done = superpose(
      shown.map(one => one.atoms),
      range,
    )
    say(done ? usage : `Choose three residues or more, from ${everything[0]} to ${everything[1]}.`)
    draw()
    reset()
  }

  const reset = () =>
    showWhole(
      viewer,
      stage,
      shown.filter(one => one.box.checked).map(one => one.model),
    )

  let isNamed = false
  function name() {
    viewer.removeAllLabels()
    if (!isNamed) return
    for (const one of shown.filter(one => one.box.checked)) {
      const { atom } = one.atoms.at(-1)
      viewer.addLabel(one.box.parentElement.querySelector('span').textContent, {
        position: { x: atom.x, y: atom.y, z: atom.z },
        fontSize: 12,
        backgroundColor: one.colour,
        backgroundOpacity: 0.85,
      })
    }
  }

  // Pointing along the table passes many models: only where it rests is drawn.
  let waiting
  const drawSoon = () => {
    clearTimeout(waiting)
    waiting = setTimeout(draw, 60)
  }

  // A model that is pointed at here is pointed at in the list, and so everywhere.
  let hovered
  function point(atom) {
    const next = atom && shown.find(one => one.model.getID() === atom.model)
    if (next === hovered) return
    const happened = (kind, one) =>
      one?.box.parentElement.dispatchEvent(new PointerEvent(kind, { bubbles: true }))
    happened('pointerout', hovered)
    happened('pointerover', next)
    hovered = next
  }
  viewer.setHoverDuration(80)
  viewer.setHoverable({}, true, point, () => point())
  stage.addEventListener('pointerleave', () => point())

  place3D()
  place.dataset.ready = String(shown.length)
  part('style').addEventListener('change', draw)
  for (const input of [part('superposition'), from, to]) input.addEventListener('change', place3D)
  for (const { box } of shown) box.addEventListener('change', drawSoon)
  addTools(part, stage, viewer, reset, 'ensemble.png')
  part('labels').addEventListener('click', () => {
    isNamed = !isNamed
    draw()
  })
  // Surfaces are slow to make again: pointing marks only the other styles.
  document.addEventListener('model', ({ detail }) => {
    const next = detail.on && shown.some(one => one.index === detail.model) ? detail.model : null
    if (next === pointed || part('style').value === 'surface') return
    pointed = next
    drawSoon()
  })
}

const usage = 'The stronger the colour, the larger the weight. Drag to turn, scroll or pinch to zoom.'

function watch() {
  if (!hasWebGL()) return say('This browser shows no 3D (WebGL is missing). The weights are in the table.')
  part('actions').hidden = false
  say('Show the structures in 3D to turn them and to choose models.')
  const open3D = drawWhenAsked(place, part, start, () => {
    part('poster').hidden = false
    say('The structures could not be drawn. The weights are in the table.')
  })
  part('poster').addEventListener('click', event => event.target.closest('.drawing') && open3D())
}

if (place) watch()
