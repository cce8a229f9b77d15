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
