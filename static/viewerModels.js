// What the 3D view makes of ensemble.pdb: its models by name, and how they lie on one another.

import { bestMotion, moved } from './vendor/rotation.js'

/** The text of each MODEL by the name that REMARK 6 gives it. */
export function splitModels(text) {
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

const isAnchor = ({ atom, elem }) => (atom === 'CA' && elem === 'C') || (atom === 'P' && elem === 'P')

/** Lists of atoms with the coordinates that the file has, to come back to. */
export const withHomes = atoms =>
  atoms.map(atom => ({ atom, home: [atom.x, atom.y, atom.z], anchor: isAnchor(atom) }))

/** First and last residue number of a model. */
export function residuesOf(atoms) {
  const numbers = atoms.map(({ atom }) => atom.resi)
  return [Math.min(...numbers), Math.max(...numbers)]
}

/**
 * Moves the atoms of every model onto those of the first: by the residues from one number to another, or back to where
 * the file has them. False where those residues are too few to lay anything on.
 */
export function superpose(models, range) {
  const anchorsOf = model => {
    const within = model.filter(({ atom }) => range && atom.resi >= range[0] && atom.resi <= range[1])
    const anchors = within.filter(({ anchor }) => anchor)
    return Float64Array.from((anchors.length > 0 ? anchors : within).flatMap(({ home }) => home))
  }
  const target = anchorsOf(models[0])
  if (range && target.length < 9) return false
  for (const model of models) {
    const homes = Float64Array.from(model.flatMap(({ home }) => home))
    const anchors = anchorsOf(model)
    const places =
      range && anchors.length === target.length ? moved(homes, bestMotion(anchors, target)) : homes
    model.forEach(({ atom }, i) => {
      ;[atom.x, atom.y, atom.z] = places.subarray(3 * i, 3 * i + 3)
    })
  }
  return true
}
