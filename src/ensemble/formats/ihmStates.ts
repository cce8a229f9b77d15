/**
 * How an ensemble was modelled, in the categories of the integrative/hybrid dictionary (Vallat et al. 2018, Structure
 * 26:894; item names as in its version 1.29): each model is a state with a population, found from one scattering curve.
 */

import type { Result } from '../contract.ts'
import { cifLoop } from './cifLoop.ts'
import { cifValue } from './cifValue.ts'
import type { EnsembleModel } from './ensembleModel.ts'

/** What the points of every model are. */
export type Points = 'atoms' | 'residues' | 'beads'

const representations: Record<Points, { name: string; details: string[]; fitted: string }> = {
  atoms: {
    name: 'All atoms',
    details: ['atomistic', 'flexible', 'by-atom'],
    fitted: 'Heavy atoms',
  },
  residues: {
    name: 'One atom a residue',
    details: ['atomistic', 'flexible', 'by-residue'],
    fitted: 'C-alpha atoms',
  },
  beads: {
    name: 'Beads',
    details: ['other', 'flexible', 'multi-residue'],
    fitted: 'Beads',
  },
}

/** What of a result its file of models tells. */
export type Origin = Pick<Result, 'program' | 'models' | 'fit'>

/** Data, program, representation and protocol that every model belongs to; each has the number 1. */
export function originCategories({ program, models, fit }: Origin, kept: number, points: Points): string {
  const range = `q ${fit.q[0].toPrecision(3)} to ${fit.q.at(-1)!.toPrecision(3)} 1/A, ${fit.q.length} points`
  const flags = ['NO', 'YES', 'NO', 'YES']
  const step = ['populations', 'Bayesian inference of weights, MCMC']
  return [
    cifLoop(
      'software',
      ['pdbx_ordinal', 'name', 'classification', 'description', 'version', 'type', 'location'],
      [
        [
          1,
          cifValue(program.name),
          "'model building'",
          "'Bayesian ensembles'",
          cifValue(program.version),
          'program',
          '?',
        ],
      ],
    ),
    cifLoop(
      'ihm_dataset_list',
      ['id', 'data_type', 'database_hosted', 'details'],
      [[1, "'SAS data'", 'NO', cifValue(range)]],
    ),
    cifLoop(
      'ihm_dataset_group',
      ['id', 'name', 'application', 'details'],
      [[1, "'Measured curve'", 'restraint', '?']],
    ),
    cifLoop('ihm_dataset_group_link', ['group_id', 'dataset_list_id'], [[1, 1]]),
    cifLoop(
      'ihm_model_representation',
      ['id', 'name', 'details'],
      [[1, cifValue(representations[points].name), '?']],
    ),
    cifLoop('ihm_modeling_protocol', ['id', 'protocol_name', 'num_steps'], [[1, "'Ensemble by SAS'", 1]]),
    cifLoop(
      'ihm_modeling_protocol_details',
      [
        'id',
        'protocol_id',
        'step_id',
        'struct_assembly_id',
        'dataset_group_id',
        'step_name',
        'step_method',
        'num_models_begin',
        'num_models_end',
        'multi_scale_flag',
        'multi_state_flag',
        'ordered_flag',
        'ensemble_flag',
        'software_id',
      ],
      [[1, 1, 1, 1, 1, ...step.map(cifValue), models.length, kept, ...flags, 1]],
    ),
  ].join('')
}

interface Part {
  asym: string
  entity: number
  polymer: boolean
}

/** All parts as the first assembly, those of models that hold only some of them as further ones, and the one representation, atom by atom. */
export function assemblyCategories(assemblies: Part[][], points: Points): string {
  const [parts] = assemblies
  const held = assemblies.flatMap((each, i) => each.map(part => ({ ...part, assembly: i + 1 })))
  return [
    cifLoop(
      'ihm_struct_assembly',
      ['id', 'name', 'description'],
      assemblies.map((_, i) =>
        i === 0
          ? [1, "'Complete assembly'", "'All that any model holds'"]
          : [i + 1, `'Assembly ${i + 1}'`, "'What some models hold'"],
      ),
    ),
    cifLoop(
      'ihm_struct_assembly_details',
      ['id', 'assembly_id', 'parent_assembly_id', 'entity_id', 'asym_id'],
      held.map(({ asym, entity, assembly }, i) => [i + 1, assembly, 1, entity, asym]),
    ),
    cifLoop(
      'ihm_model_representation_details',
      [
        'id',
        'representation_id',
        'entity_id',
        'entity_asym_id',
        'model_object_primitive',
        'model_mode',
        'model_granularity',
      ],
      parts.map(({ asym, entity }, i) => [i + 1, 1, entity, asym, ...representations[points].details]),
    ),
  ].join('')
}

/** Each model a group and a state of its own, with its population and its standard deviation. */
export function stateCategories(
  models: EnsembleModel[],
  assemblies: Part[][],
  ofModels: number[],
  { fit }: Origin,
  points: Points,
): string {
  const chi = Math.sqrt(fit.chi2PerPoint).toFixed(4)
  const names = models.map(({ structure }) => cifValue(structure.name))
  const chains = new Set(ofModels.map(n => assemblies[n - 1].filter(({ polymer }) => polymer).length))
  const change = chains.size > 1 ? "'complex formation'" : "'conformational change'"
  return [
    cifLoop(
      'ihm_model_list',
      ['model_id', 'model_name', 'assembly_id', 'protocol_id', 'representation_id'],
      names.map((name, k) => [k + 1, name, ofModels[k], 1, 1]),
    ),
    cifLoop(
      'ihm_model_group',
      ['id', 'name', 'details'],
      names.map((name, k) => [k + 1, name, '?']),
    ),
    cifLoop(
      'ihm_model_group_link',
      ['group_id', 'model_id'],
      names.map((_, k) => [k + 1, k + 1]),
    ),
    cifLoop(
      'ihm_multi_state_modeling',
      [
        'state_id',
        'state_group_id',
        'population_fraction',
        'population_fraction_sd',
        'state_type',
        'state_name',
        'experiment_type',
        'details',
      ],
      models.map(({ weight, sd }, k) => [
        k + 1,
        1,
        weight.toFixed(6),
        sd.toFixed(6),
        change,
        names[k],
        "'Fraction of bulk'",
        '?',
      ]),
    ),
    cifLoop(
      'ihm_multi_state_model_group_link',
      ['state_id', 'model_group_id'],
      names.map((_, k) => [k + 1, k + 1]),
    ),
    cifLoop(
      'ihm_sas_restraint',
      [
        'id',
        'dataset_list_id',
        'model_id',
        'struct_assembly_id',
        'profile_segment_flag',
        'fitting_atom_type',
        'fitting_method',
        'fitting_state',
        'chi_value',
        'details',
      ],
      names.map((_, k) => [
        k + 1,
        1,
        k + 1,
        1,
        'NO',
        cifValue(representations[points].fitted),
        'bioce',
        'Multiple',
        chi,
        "'chi of the whole ensemble'",
      ]),
    ),
  ].join('')
}
