// What the 3D view makes of ensemble.pdb: its models by name, and how they lie on one another.

import { bestMotion, moved, symmetricEigen } from './vendor/rotation.js'

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

/**
 * Turns the homes of all models so that the longest axis of the shown ones lies across, the next one upright and the shortest
 * towards the viewer.
 */
export function faceBroadSide(shown, all) {
  const points = (shown.length > 0 ? shown : all).flat().map(({ home }) => home)
  const centre = [0, 1, 2].map(a => points.reduce((sum, point) => sum + point[a], 0) / points.length)
  const spread = new Float64Array(9)
  for (const point of points) {
    for (let i = 0; i < 9; i++)
      spread[i] += (point[i % 3] - centre[i % 3]) * (point[Math.floor(i / 3)] - centre[Math.floor(i / 3)])
  }
  const { vectors } = symmetricEigen(spread, 3)
  const axis = place => [0, 1, 2].map(a => vectors[3 * a + place])
  const [x, y] = [axis(0), axis(1)]
  // The third follows from the two: a mirrored protein would be another molecule.
  const z = [x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]]
  for (const each of all.flat())
    each.home = [x, y, z].map(axis =>
      axis.reduce((sum, part, a) => sum + part * (each.home[a] - centre[a]), 0),
    )
}

/** First and last residue number of a model. */
export function residuesOf(atoms) {
  const numbers = atoms.map(({ atom }) => atom.resi)
  return [
    numbers.reduce((least, each) => Math.min(least, each)),
    numbers.reduce((most, each) => Math.max(most, each)),
  ]
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
