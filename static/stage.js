// The stage of a view in 3D, drawn by 3Dmol. Nothing is loaded before one is asked for.

export const hasWebGL = () =>
  ['webgl2', 'webgl'].some(kind => document.createElement('canvas').getContext(kind))

function loadScript(url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = url
    script.addEventListener('load', resolve)
    script.addEventListener('error', () => reject(new Error(`${url} was not loaded`)))
    document.head.append(script)
  })
}

let loading

/** The text of a file of structures, and 3Dmol, which is loaded once. */
export async function fetchStructures(url) {
  loading ??= loadScript(new URL('vendor/3dmol.min.js', import.meta.url).href).catch(error => {
    loading = undefined
    throw error
  })
  const [answer] = await Promise.all([fetch(url), loading])
  if (!answer.ok) throw new Error(`the structures answered ${answer.status}`)
  return answer.text()
}

function backgroundOf(element) {
  const [r, g, b] = getComputedStyle(element).backgroundColor.match(/\d+/g) ?? [255, 255, 255]
  return `#${[r, g, b].map(value => Number(value).toString(16).padStart(2, '0')).join('')}`
}

// Older Safaris have no OffscreenCanvas, and WebKitGTK one without WebGL.
function canDrawOffscreen() {
  try {
    return new OffscreenCanvas(1, 1).getContext('webgl2') !== null
  } catch {
    return false
  }
}

export function createViewer(stage) {
  const { $3Dmol } = window
  // 3Dmol takes it without a look at what it gives; where it has no value, the canvas of the page itself.
  if (!canDrawOffscreen()) window.OffscreenCanvas = undefined
  $3Dmol.setSyncSurface(true)
  stage.hidden = false
  const viewer = $3Dmol.createViewer(stage, { backgroundColor: backgroundOf(stage), antialias: true })
  document.addEventListener('theme', () => {
    viewer.setBackgroundColor(backgroundOf(stage))
    viewer.render()
  })
  return viewer
}

const tangent = Math.tan((10 / 180) * Math.PI) // of half the angle that 3Dmol's camera sees

/** The broad side of these models, which lies in the plane of x and y, in the middle of the stage and as large as it allows. */
export function showWhole(viewer, stage, models) {
  viewer.spin(false)
  viewer.setView([0, 0, 0, 0, 0, 0, 0, 1])
  viewer.zoomTo({ model: models }) // shows a ball about the mean of the atoms
  const atoms = models.flatMap(model => model.selectedAtoms({}))
  if (atoms.length === 0) return viewer.render()
  // There may be more atoms than a call takes arguments.
  const [x, y, z] = ['x', 'y', 'z'].map(axis => {
    const least = atoms.reduce((found, atom) => Math.min(found, atom[axis]), Number.POSITIVE_INFINITY)
    const most = atoms.reduce((found, atom) => Math.max(found, atom[axis]), Number.NEGATIVE_INFINITY)
    const mean = atoms.reduce((sum, atom) => sum + atom[axis], 0) / atoms.length
    return { mean, middle: (least + most) / 2, half: (most - least) / 2 }
  })
  const distance = atom => Math.hypot(atom.x - x.mean, atom.y - y.mean, atom.z - z.mean)
  const ball = atoms.reduce((found, atom) => Math.max(found, distance(atom)), 0)
  const halfHeight = 1.08 * Math.max(y.half, (x.half * stage.clientHeight) / stage.clientWidth)
  const [, , , ...rest] = viewer.getView()
  viewer.setView([-x.middle, -y.middle, -z.middle, ...rest])
  viewer.zoom(Math.max(ball, 5) / Math.max(halfHeight + z.half * tangent, 5))
  viewer.render()
}

/** Draws what a place holds when its button asks for it, which then gives way to the tools; what fails can be tried again. */
export function drawWhenAsked(place, part, start, fail) {
  const button = part('open')
  const open = async () => {
    if (button.disabled) return
    button.disabled = true
    try {
      await start()
      button.hidden = true
      for (const tools of place.querySelectorAll('[data-viewer-tools]')) tools.hidden = false
    } catch (error) {
      part('stage').replaceChildren()
      part('stage').hidden = true
      button.textContent = 'Try again'
      fail()
      console.warn(error)
    } finally {
      button.disabled = false
    }
  }
  button.addEventListener('click', open)
  return open
}

/** The buttons of every stage: turning it, all of the screen, a picture, and back to how it began. */
export function addTools(part, stage, viewer, reset, pictureName) {
  part('reset').addEventListener('click', reset)
  part('turn').addEventListener('click', () => viewer.spin(viewer.isAnimated() ? false : 'y'))
  part('whole').addEventListener('click', () => stage.requestFullscreen())
  stage.addEventListener('fullscreenchange', () => {
    viewer.resize()
    reset()
  })
  part('picture').addEventListener('click', () => {
    const link = document.createElement('a')
    link.href = viewer.pngURI()
    link.download = pictureName
    link.click()
  })
}
