/** A model of ensemble.pdb; the list is in the order of its MODEL records. */
export interface PlacedModel {
  name: string
  colour: string
  weight: number
}

/** The file of structures that all scenes open. */
export const structuresFile = 'ensemble.pdb'

/** How much of the background shines through, 0 to 1: nothing for the heaviest, as static/viewer.js draws it. */
function transparencyOf({ weight }: PlacedModel, models: PlacedModel[]): number {
  const heaviest = Math.max(...models.map(model => model.weight))
  return 0.65 * (1 - weight / heaviest)
}

/** A name that cannot end a comment. */
const plain = (name: string) => name.replaceAll(/[^\x20-\x7e]/g, '?')
const remarkOf = ({ name, weight }: PlacedModel) => `# ${plain(name)}, weight ${weight.toFixed(4)}`

/** For PyMOL: one object a model, so that each can be switched on and off. */
export function pymolScript(models: PlacedModel[], beads: boolean): string {
  const parts = models.map((model, k) => {
    const object = `model_${String(k + 1).padStart(3, '0')}`
    const transparency = transparencyOf(model, models).toFixed(2)
    return [
      remarkOf(model),
      `create ${object}, ensemble, ${k + 1}, 1`,
      `color ${model.colour.replace('#', '0x')}, ${object}`,
      `set ${beads ? 'sphere' : 'cartoon'}_transparency, ${transparency}, ${object}`,
    ]
  })
  const lines = [
    '# The ensemble in PyMOL: open this file in the folder of ensemble.pdb.',
    `load ${structuresFile}, ensemble`,
    ...parts.flat(),
    'delete ensemble',
    `as ${beads ? 'spheres' : 'cartoon'}`,
    'bg_color white',
    'orient',
  ]
  return `${lines.join('\n')}\n`
}

/** For ChimeraX: a file of several models opens as #1.1, #1.2 and so on, of a single one as #1. */
export function chimeraScript(models: PlacedModel[], beads: boolean): string {
  const parts = models.map((model, k) => {
    const id = models.length === 1 ? '#1' : `#1.${k + 1}`
    const percent = Math.round(100 * transparencyOf(model, models))
    return [remarkOf(model), `color ${id} ${model.colour}`, `transparency ${id} ${percent} target ac`]
  })
  const lines = [
    '# The ensemble in ChimeraX: open this file in the folder of ensemble.pdb.',
    `open ${structuresFile}`,
    'show #1 models',
    ...(beads ? ['show #1 atoms', 'style #1 sphere'] : ['hide #1 atoms', 'show #1 cartoons']),
    ...parts.flat(),
    'set bgColor white',
    'view',
  ]
  return `${lines.join('\n')}\n`
}

/** Not the moment: files with the same content are the same to the last bit. */
const noTime = '1980-01-01T00:00:00Z'

interface SceneNode {
  kind: string
  params?: Record<string, string | number>
  children?: SceneNode[]
}

/** A name that is no markup, as viewers show texts of a scene. */
const named = (name: string) => plain(name).replaceAll(/[<>&]/g, '?')

/** For Mol*: a scene of MolViewSpec 1, one structure a model, which names it with its weight at the pointer. */
export function molViewSpec(models: PlacedModel[], beads: boolean, title: string): string {
  const type = beads ? 'spacefill' : 'cartoon'
  const structures = models.map((model, k): SceneNode => {
    const opacity = Number((1 - transparencyOf(model, models)).toFixed(2))
    const look: SceneNode[] = [
      { kind: 'color', params: { color: model.colour } },
      { kind: 'opacity', params: { opacity } },
    ]
    const component: SceneNode[] = [
      { kind: 'representation', params: { type }, children: look },
      { kind: 'tooltip', params: { text: `${named(model.name)}, weight ${model.weight.toFixed(4)}` } },
    ]
    return {
      kind: 'structure',
      params: { type: 'model', model_index: k },
      children: [{ kind: 'component', params: { selector: 'all' }, children: component }],
    }
  })
  const parse: SceneNode = { kind: 'parse', params: { format: 'pdb' }, children: structures }
  const root: SceneNode = {
    kind: 'root',
    children: [
      { kind: 'download', params: { url: structuresFile }, children: [parse] },
      { kind: 'canvas', params: { background_color: '#ffffff' } },
    ],
  }
  return JSON.stringify(
    { kind: 'single', root, metadata: { version: '1', timestamp: noTime, title } },
    null,
    1,
  )
}
