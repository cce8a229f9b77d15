import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Report, Result } from '#src/ensemble/contract.ts'
import { type EnsembleModel, ensembleCif, ensemblePdb } from '#src/ensemble/formats/index.ts'
import {
  alignBeads,
  anchorsOf,
  type Motion,
  type Structure,
  superpose,
  tracesOf,
} from '#src/ensemble/structures/index.ts'
import { coloursOf } from '#static/modelColours.ts'
import {
  chimeraScript,
  molViewSpec,
  type PlacedModel,
  pymolScript,
  structuresFile,
} from './ensembleScripts.ts'
import { tracesFile } from './resultFile.ts'
import { zipOf } from './zipFile.ts'

/** A model of a library under its name there, and its place. */
export interface LibraryModel {
  structure: Structure
  index: number
}

/** Models of less weight are left out of the ensemble files: nobody could see them ... */
const weightMin = 0.005
/** ... and these are as many as a viewer can hold. */
const modelsMax = 100

/**
 * Writes ensemble.pdb and ensemble.cif: the models that matter, heaviest first, superposed on the heaviest (atoms by
 * their rigid core, bead models by shape, both hands tried; of a mixture each kind of particle by itself), and scripts that show them.
 * @returns the names of the files
 */
export async function writeEnsemble(
  folder: string,
  read: (wanted: ReadonlySet<number>) => AsyncIterable<LibraryModel>,
  result: Result,
  title: string,
  { report, log }: { report: Report; log(line: string): void },
): Promise<string[]> {
  const ranked = result.models
    .map(({ weight }, index) => ({ index, weight: weight.mean, sd: weight.sd }))
    .sort((a, b) => b.weight - a.weight || a.index - b.index)
  const chosen = ranked.filter((model, rank) => rank === 0 || (rank < modelsMax && model.weight >= weightMin))
  const found = new Map<number, EnsembleModel>()
  for await (const { structure, index } of read(new Set(chosen.map(({ index }) => index)))) {
    const model = chosen.find(each => each.index === index)
    if (model) found.set(index, { structure, weight: model.weight, sd: model.sd })
    if (found.size === chosen.length) break
  }
  const present = chosen.filter(({ index }) => found.has(index))
  const models = present.map(({ index }) => found.get(index)!)
  if (models.length === 0) return []
  await report({ stage: 'writing', done: 0, total: 1, message: 'Superposing the ensemble' })
  const anchors = models.map(({ structure }) => anchorsOf(structure))
  const kinds = present.map(({ index }) => result.models[index]!.species ?? 0)
  const motions = motionsByKind(kinds, models, anchors, log)
  const placed = models.map((model, k) => ({ ...model, motion: motions[k] }))
  const chosenWords = `${placed.length} OF ${ranked.length} MODELS: THE ${modelsMax} HEAVIEST, OF WEIGHT ${weightMin} OR MORE.`
  const structures = [...ensemblePdb(placed, title, chosenWords)].join('')
  await writeFile(join(folder, structuresFile), structures)
  await writeFile(join(folder, 'ensemble.cif'), [...ensembleCif(placed, title, result)].join(''))
  await writeFile(join(folder, 'traces.json'), tracesFile.textOf(tracesOf(placed, anchors)))
  const beads = models[0]!.structure.kind === 'beads'
  const colours = coloursOf(result.models.map(({ weight }) => weight.mean))
  const shown: PlacedModel[] = present.map(({ index, weight }) => ({
    weight,
    colour: colours[index]!,
    name: found.get(index)!.structure.name,
  }))
  await writeFile(join(folder, 'ensemble.pml'), pymolScript(shown, beads))
  await writeFile(join(folder, 'ensemble.cxc'), chimeraScript(shown, beads))
  const scene = molViewSpec(shown, beads, title)
  const sceneFiles = [
    { name: 'index.mvsj', content: scene },
    { name: structuresFile, content: structures },
  ]
  await writeFile(join(folder, 'ensemble.mvsx'), zipOf(sceneFiles))
  return [structuresFile, 'ensemble.cif', 'ensemble.pml', 'ensemble.cxc', 'ensemble.mvsx', 'traces.json']
}

/** The motions of each kind of particle by itself: models of several have no atoms to lay on one another. */
function motionsByKind(
  kinds: number[],
  models: EnsembleModel[],
  anchors: Float64Array[],
  log: (line: string) => void,
): (Motion | undefined)[] {
  const motions: (Motion | undefined)[] = new Array(models.length)
  for (const kind of new Set(kinds)) {
    const members = Array.from(kinds.keys()).filter(k => kinds[k] === kind)
    const own = motionsOf(
      members.map(k => models[k]!),
      members.map(k => anchors[k]!),
      log,
    )
    members.forEach((k, place) => {
      motions[k] = own[place]
    })
  }
  return motions
}

/** How each model lies best on the heaviest; how well it does goes to the log. */
function motionsOf(
  models: EnsembleModel[],
  anchors: Float64Array[],
  log: (line: string) => void,
): (Motion | undefined)[] {
  const heaviest = models[0]!.structure
  if (heaviest.kind === 'beads')
    return models.map(({ structure }) => {
      const { motion, nsd, enantiomorph } = alignBeads(structure.xyz, heaviest.xyz)
      log(`${structure.name} on ${heaviest.name}: NSD ${nsd.toFixed(3)}${enantiomorph ? ', mirrored' : ''}`)
      return motion
    })
  if (anchors[0]!.length < 9) return []
  const { motions, rmsd, core } = superpose(anchors, 'core')
  for (const [k, { structure }] of models.entries())
    log(`${structure.name} on ${heaviest.name}: rmsd ${rmsd[k]!.toFixed(2)} A over ${core.length} residues`)
  return motions
}
