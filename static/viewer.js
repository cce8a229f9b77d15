// The ensemble in 3D. Nothing is loaded before the place is scrolled to; the structures come as one PDB file whose
// REMARK 6 names each MODEL, so a model keeps its colour and its place in the table.

const place = document.querySelector('[data-viewer]')
const stage = place?.querySelector('[data-stage]')
const styleChoice = place?.querySelector('[data-viewer-style]')
const labels = [...(place?.querySelectorAll('label[data-model]') ?? [])]

// A surface takes a second or more to make; the models beyond keep their trace.
const surfacesMax = 3

const say = text => {
  place.querySelector('[data-viewer-text]').textContent = text
}

function loadScript(url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = url
    script.addEventListener('load', resolve)
    script.addEventListener('error', () => reject(new Error(`${url} was not loaded`)))
    document.head.append(script)
  })
}

/** The text of each MODEL by the name that REMARK 6 gives it. */
function splitModels(text) {
  const names = new Map()
  for (const [, number, name] of text.matchAll(/^REMARK +6 +MODEL +(\d+) .*? SD +\S+ +(.*?) *$/gm))
    names.set(number, name)
  const models = new Map()
  for (const block of text.split(/^(?=MODEL )/m).slice(1)) {
    const number = /^MODEL +(\d+)/.exec(block)[1]
    models.set(names.get(number), block)
  }
  return models
}

function backgroundOf(element) {
  const [r, g, b] = getComputedStyle(element).backgroundColor.match(/\d+/g) ?? [255, 255, 255]
  return `#${[r, g, b].map(value => Number(value).toString(16).padStart(2, '0')).join('')}`
}

async function start() {
  if (
    !document.createElement('canvas').getContext('webgl2') &&
    !document.createElement('canvas').getContext('webgl')
  ) {
    return say('This browser shows no 3D (WebGL is missing). The table above has the same weights.')
  }
  say('Loading the structures.')
  const [answer] = await Promise.all([
    fetch(place.dataset.structures),
    loadScript(new URL('vendor/3dmol.min.js', import.meta.url).href),
  ])
  if (!answer.ok) return say('The structures could not be loaded. Reload the page to try again.')
  const blocks = splitModels(await answer.text())
  const { $3Dmol } = window
  $3Dmol.setSyncSurface(true)
  stage.replaceChildren()
  const viewer = $3Dmol.createViewer(stage, { backgroundColor: backgroundOf(stage), antialias: true })
  const heaviest = Math.max(...labels.map(label => Number(label.dataset.weight)), 1e-9)
  const shown = labels.flatMap(label => {
    const index = Number(label.dataset.model)
    const block = blocks.get(label.dataset.name)
    if (!block) {
      label.hidden = true
      return []
    }
    const model = viewer.addModel(block, 'pdb')
    const opacity = 0.35 + (0.65 * Number(label.dataset.weight)) / heaviest
    return [{ index, model, opacity, colour: label.dataset.colour, box: label.querySelector('input') }]
  })
  if (shown.length === 0) return say('The file of structures holds none of these models.')

  let pointed = null
  const opacityOf = one => (pointed === null ? one.opacity : one.index === pointed ? 1 : one.opacity * 0.3)
  function draw() {
    viewer.removeAllSurfaces()
    const checked = shown.filter(one => one.box.checked)
    for (const one of shown) one.model.setStyle({}, checked.includes(one) ? styleOf(one) : {})
    if (styleChoice.value === 'surface') {
      for (const one of checked.slice(0, surfacesMax)) {
        viewer.addSurface($3Dmol.SurfaceType.VDW, lookOf(one), { model: one.model })
      }
    }
    viewer.render()
  }

  const lookOf = one => ({ color: one.colour, opacity: opacityOf(one) })

  function styleOf(one) {
    const chosen = styleChoice.value
    const coarse = !one.model.selectedAtoms({ atom: 'C' }).length
    const beads = coarse && !one.model.selectedAtoms({ atom: 'CA' }).length
    if (chosen === 'sphere' || beads) return { sphere: { ...lookOf(one), scale: 0.6 } }
    const trace = coarse || chosen !== 'cartoon' ? { style: 'trace', thickness: 0.6 } : {}
    return { cartoon: { ...lookOf(one), ...trace } }
  }

  // Pointing along the table passes many models: only where it rests is drawn.
  let waiting
  const drawSoon = () => {
    clearTimeout(waiting)
    waiting = setTimeout(draw, 60)
  }

  draw()
  viewer.zoomTo()
  viewer.render()
  place.dataset.ready = String(shown.length)
  styleChoice.addEventListener('change', draw)
  for (const { box } of shown) box.addEventListener('change', drawSoon)
  place.querySelector('[data-viewer-reset]').addEventListener('click', () => {
    viewer.zoomTo()
    viewer.render()
  })
  place.querySelector('[data-viewer-picture]').addEventListener('click', () => {
    const link = document.createElement('a')
    link.href = viewer.pngURI()
    link.download = 'ensemble.png'
    link.click()
  })
  document.addEventListener('theme', () => {
    viewer.setBackgroundColor(backgroundOf(stage))
    viewer.render()
  })
  // Surfaces are slow to make again: pointing marks only the other styles.
  document.addEventListener('model', ({ detail }) => {
    const next = detail.on && shown.some(one => one.index === detail.model) ? detail.model : null
    if (next === pointed || styleChoice.value === 'surface') return
    pointed = next
    drawSoon()
  })
}

if (place) {
  const watcher = new IntersectionObserver(
    entries => {
      if (!entries.some(entry => entry.isIntersecting)) return
      watcher.disconnect()
      start().catch(error => {
        say('The structures could not be drawn. The table above has the same weights.')
        console.warn(error)
      })
    },
    { rootMargin: '200px' },
  )
  watcher.observe(place)
}
