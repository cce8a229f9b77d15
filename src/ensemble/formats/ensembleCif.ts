/** An ensemble as mmCIF with the categories of the integrative/hybrid dictionary: see ihmStates.ts. */

import { moved } from '../structures/rotation.ts'
import { cifLoop } from './cifLoop.ts'
import { cifCode, cifValue } from './cifValue.ts'
import type { EnsembleModel } from './ensembleModel.ts'
import { assembliesOf, partCategories, partsOf } from './ihmParts.ts'
import { assemblyCategories, type Origin, originCategories, stateCategories } from './ihmStates.ts'

/**
 * The file piece by piece, one piece a model. Occupancy is the model's population; `auth_` names and numbers are the
 * authors', `label_` ones follow the dictionary: chains and ligands have names of their own and count from 1.
 */
export function* ensembleCif(models: EnsembleModel[], title: string, origin: Origin): Generator<string> {
  const { kind, coarse } = models[0].structure
  const points = kind === 'beads' ? kind : coarse === 'alpha' ? 'residues' : kind
  const { all: parts, inModels } = partsOf(models.map(({ structure }) => structure))
  yield `data_ensemble
_entry.id ensemble
_struct.entry_id ensemble
_struct.title ${cifValue(title)}
#
`
  yield cifLoop('audit_conform', ['dict_name', 'dict_version'], dictionaries)
  const elements = new Set(models.flatMap(({ structure }) => structure.elements))
  yield partCategories(parts, [...elements].toSorted())
  yield originCategories(origin, models.length, points)
  const { assemblies, ofModels } = assembliesOf(parts, inModels)
  yield assemblyCategories(assemblies, points)
  yield stateCategories(models, assemblies, ofModels, origin, points)
  yield `loop_\n${atomColumns.map(column => `_atom_site.${column}`).join('\n')}\n`
  let id = 0
  for (const [k, model] of models.entries()) {
    const rows = atomRows(model, labelsOf(inModels[k]), k + 1, id)
    id += rows.length
    yield `${rows.join('\n')}\n`
  }
  yield '#\n'
}

/** What the tests hold the file against. */
const dictionaries = [
  ['mmcif_pdbx.dic', '5.362'],
  ['mmcif_ihm_ext.dic', '1.29'],
]

const atomColumns = [
  'group_PDB',
  'id',
  'type_symbol',
  'label_atom_id',
  'label_alt_id',
  'label_comp_id',
  'label_asym_id',
  'label_entity_id',
  'label_seq_id',
  'pdbx_PDB_ins_code',
  'Cartn_x',
  'Cartn_y',
  'Cartn_z',
  'occupancy',
  'B_iso_or_equiv',
  'auth_seq_id',
  'auth_comp_id',
  'auth_asym_id',
  'auth_atom_id',
  'pdbx_PDB_model_num',
  'ihm_model_id',
]

function atomRows(
  { structure, weight, motion }: EnsembleModel,
  labels: Label[],
  model: number,
  lastId: number,
): string[] {
  const xyz = motion ? moved(structure.xyz, motion) : structure.xyz
  const occupancy = weight.toFixed(4)
  return structure.elements.map((element, i) => {
    const r = structure.residueOf[i]
    const { chain, number, insertion, name } = structure.residues[r]
    const place = [0, 1, 2].map(a => xyz[3 * i + a].toFixed(3)).join(' ')
    const group = structure.het[i] ? 'HETATM' : 'ATOM'
    const [atom, residue] = [cifValue(structure.atomNames[i]), cifCode(name)]
    const inserted = insertion === '' ? '?' : cifCode(insertion)
    const { names, asym: labelAsym } = labels[r]
    const asym = chain === '' ? labelAsym : cifCode(chain)
    const label = `${group} ${lastId + i + 1} ${element} ${atom} . ${names}`
    return `${label} ${inserted} ${place} ${occupancy} 0.00 ${number} ${residue} ${asym} ${atom} ${model} ${model}`
  })
}

interface Label {
  /** Component, chain, entity and number as the dictionary names them. */
  names: string
  asym: string
}

/** The label of each residue. */
function labelsOf(parts: ReturnType<typeof partsOf>['inModels'][number]): Label[] {
  const labels: Label[] = []
  for (const { asym, entity, polymer, names, residues } of parts)
    residues.forEach((r, i) => {
      labels[r] = { names: `${cifCode(names[i])} ${asym} ${entity} ${polymer ? i + 1 : '.'}`, asym }
    })
  return labels
}
