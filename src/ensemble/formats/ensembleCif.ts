/**
 * An ensemble as mmCIF: atoms of all models, and their populations in the categories of the integrative/hybrid
 * dictionary (`_ihm_multi_state_modeling.population_fraction` with its standard deviation).
 */

import { moved } from '../structures/rotation.ts'
import { cifValue } from './cifValue.ts'
import type { EnsembleModel } from './ensembleModel.ts'

/**
 * The file piece by piece, one piece a model. Occupancy is the model's population; names and numbers are the authors'.
 */
export function* ensembleCif(models: EnsembleModel[], title: string): Generator<string> {
  yield `data_ensemble
_entry.id ensemble
_struct.entry_id ensemble
_struct.title ${cifValue(title)}
#
`
  yield loop(
    'ihm_multi_state_modeling',
    [
      'ordinal_id',
      'state_id',
      'state_group_id',
      'population_fraction',
      'population_fraction_sd',
      'state_type',
      'state_name',
      'experiment_type',
      'details',
    ],
    models.map(({ structure, weight, sd }, k) => [
      k + 1,
      k + 1,
      1,
      weight.toFixed(6),
      sd.toFixed(6),
      cifValue('conformational change'),
      cifValue(structure.name),
      cifValue('Fraction of bulk'),
      '?',
    ]),
  )
  yield loop(
    'ihm_model_list',
    ['ordinal_id', 'model_id', 'model_name', 'assembly_id', 'protocol_id', 'representation_id'],
    models.map(({ structure }, k) => [k + 1, k + 1, cifValue(structure.name), 1, 1, 1]),
  )
  yield `loop_\n${atomColumns.map(column => `_atom_site.${column}`).join('\n')}\n`
  let id = 0
  for (const [k, model] of models.entries()) {
    const rows = atomRows(model, k + 1, id)
    id += rows.length
    yield `${rows.join('\n')}\n`
  }
  yield '#\n'
}

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
]

function atomRows({ structure, weight, motion }: EnsembleModel, model: number, lastId: number): string[] {
  const xyz = motion ? moved(structure.xyz, motion) : structure.xyz
  const occupancy = weight.toFixed(4)
  return structure.elements.map((element, i) => {
    const { chain, number, insertion, name } = structure.residues[structure.residueOf[i]]
    const [x, y, z] = [0, 1, 2].map(a => xyz[3 * i + a].toFixed(3))
    const group = structure.het[i] ? 'HETATM' : 'ATOM'
    const [atom, residue, asym] = [cifValue(structure.atomNames[i]), cifValue(name), cifValue(chain)]
    const inserted = insertion === '' ? '?' : cifValue(insertion)
    const label = `${group} ${lastId + i + 1} ${element} ${atom} . ${residue} ${asym} 1 ${structure.het[i] ? '.' : number}`
    return `${label} ${inserted} ${x} ${y} ${z} ${occupancy} 0.00 ${number} ${residue} ${asym} ${atom} ${model}`
  })
}

function loop(category: string, columns: string[], rows: (string | number)[][]): string {
  const names = columns.map(column => `_${category}.${column}`)
  return `loop_\n${[...names, ...rows.map(row => row.join(' '))].join('\n')}\n#\n`
}
