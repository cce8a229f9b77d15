/**
 * Copies what the browser needs out of node_modules and the core into static/vendor, and the drawings of the icons in
 * use into views/ui/iconShapes.ts. Run `bun static/vendor.ts` after changing a version or a list below; a test compares
 * the committed copies with what they are made of.
 */
import path from 'node:path'
import { compileString, Logger } from 'sass'

const root = path.resolve(import.meta.dir, '..')

/**
 * Name in static/vendor -> its text, out of node_modules. htmx and its extension are one file because htmx looks at
 * the page as soon as it has loaded: an extension in a script of its own sometimes came too late to see it.
 */
export const vendored: Record<string, () => string | Promise<string>> = {
  'pico.min.css': picoCss,
  'htmx.min.js': () => packageText(['htmx.org/dist/htmx.min.js', 'htmx.org/dist/ext/hx-sse.min.js']),
  'shepherd.js': () => packageText(['shepherd.js/dist/esm/shepherd.mjs']),
  '3dmol.min.js': () => packageText(['3dmol/build/3Dmol-min.js']),
  'rotation.js': () => bundleText('src/ensemble/structures/rotation.ts'),
}

/** Parts of Pico that no page uses, or that static/*.css does its own way: they are two fifths of its bytes. */
const picoWithout = [
  'layout/container',
  'layout/section',
  'layout/grid',
  'layout/overflow-auto',
  'content/embedded',
  'forms/input-color',
  'forms/input-date',
  'forms/input-range',
  'components/card',
  'components/dropdown',
  'components/group',
  'components/loading',
  'components/modal',
  'components/nav',
  'components/tooltip',
]

/** Pico built from its modules, without its classes. */
function picoCss(): string {
  const modules = picoWithout.map(name => `"${name}": false`).join(', ')
  const source = `@use "pico" with ($enable-classes: false, $modules: (${modules}));`
  const loadPaths = [path.join(root, 'node_modules/@picocss/pico/scss')]
  return compileString(source, { loadPaths, style: 'compressed', charset: false, logger: Logger.silent }).css
}

/** A file of the core that the browser needs too, as plain JavaScript. */
async function bundleText(source: string): Promise<string> {
  const entrypoints = [path.join(root, source)]
  const { outputs } = await Bun.build({ entrypoints, target: 'browser', minify: true })
  return outputs[0]!.text()
}

const icons = [
  'ban',
  'check',
  'chevron-down',
  'circle-alert',
  'circle-check',
  'circle-question-mark',
  'circle-user',
  'circle-x',
  'clock',
  'contrast',
  'copy',
  'download',
  'eye',
  'file-archive',
  'file-text',
  'flask-conical',
  'info',
  'loader-circle',
  'log-out',
  'moon',
  'pencil',
  'play',
  'plus',
  'quote',
  'rotate-ccw',
  'search',
  'shield',
  'sun',
  'trash',
  'triangle-alert',
  'upload',
  'x',
]

/** The inside of each icon in use, by its name. */
export async function iconShapes(): Promise<Record<string, string>> {
  const nodes = JSON.parse(await packageText(['lucide-static/icon-nodes.json']))
  const missing = icons.filter(name => !nodes[name])
  if (missing.length > 0) throw new Error(`lucide-static has no icon named ${missing.join(', ')}`)
  return Object.fromEntries(icons.map(name => [name, nodes[name].map(drawing).join('')]))
}

function drawing([tag, attributes]: [string, Record<string, string>]): string {
  const text = Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`)
  return `<${tag}${text.join('')}/>`
}

async function packageText(sources: string[]): Promise<string> {
  const texts = await Promise.all(
    sources.map(source => Bun.file(path.join(root, 'node_modules', source)).text()),
  )
  return texts.join('\n')
}
export const vendoredFile = (name: string) => path.join(root, 'static/vendor', name)

if (import.meta.main) {
  for (const [name, make] of Object.entries(vendored)) await Bun.write(vendoredFile(name), await make())
  const shapes = JSON.stringify(await iconShapes(), null, 2)
  await Bun.write(
    path.join(root, 'views/ui/iconShapes.ts'),
    `// Written by static/vendor.ts from lucide-static (ISC licence); do not edit.
export const iconShapes = ${shapes} as const

export type IconName = keyof typeof iconShapes
`,
  )
}
