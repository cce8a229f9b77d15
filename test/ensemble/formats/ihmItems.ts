/**
 * Items of the categories that ensemble files use, with which of them are mandatory (*). From the dictionaries
 * mmcif_ihm-core.dic 1.27 (github.com/ihmwg/IHMCIF, base/) for `ihm_` and `_atom_site.ihm_model_id`, and from
 * mmcif_pdbx_v50.dic for the rest; those of the protocol, representation, assembly and links also as the dictionary's own
 * library writes them (github.com/ihmwg/python-ihm, ihm/dumper.py). Looked up in November 2026.
 */
export const ihmItems: Record<string, string> = {
  entry: 'id*',
  struct: 'entry_id* title',
  entity: 'id* type* src_method pdbx_description formula_weight pdbx_number_of_molecules details',
  entity_poly: 'entity_id* type nstd_linkage nstd_monomer pdbx_strand_id pdbx_seq_one_letter_code',
  entity_poly_seq: 'entity_id* num* mon_id* hetero',
  struct_asym: 'id* entity_id* details',
  software: 'pdbx_ordinal* name* classification* description version type location citation_id',
  ihm_dataset_list: 'id* data_type* database_hosted* details',
  ihm_dataset_group: 'id* name application details',
  ihm_dataset_group_link: 'dataset_list_id* group_id*',
  ihm_struct_assembly: 'id* name description',
  ihm_struct_assembly_details:
    'id* assembly_id* parent_assembly_id* entity_description entity_id* asym_id entity_poly_segment_id',
  ihm_model_representation: 'id* name details',
  ihm_model_representation_details:
    'id* representation_id* entity_id* entity_description entity_asym_id entity_poly_segment_id model_object_primitive* starting_model_id model_mode model_granularity* model_object_count description',
  ihm_modeling_protocol: 'id* protocol_name num_steps details',
  ihm_modeling_protocol_details:
    'id* protocol_id* step_id* struct_assembly_id* dataset_group_id struct_assembly_description step_name step_method num_models_begin num_models_end multi_scale_flag multi_state_flag ordered_flag ensemble_flag software_id script_file_id description',
  ihm_model_list: 'model_id* model_name assembly_id* protocol_id* representation_id*',
  ihm_model_group: 'id* name details',
  ihm_model_group_link: 'model_id* group_id*',
  ihm_multi_state_modeling:
    'state_id* state_group_id* population_fraction population_fraction_sd state_type state_name experiment_type details',
  ihm_multi_state_model_group_link: 'state_id* model_group_id*',
  ihm_sas_restraint:
    'id* dataset_list_id* model_id* struct_assembly_id* profile_segment_flag fitting_atom_type fitting_method fitting_state radius_of_gyration chi_value details',
  atom_site:
    'group_PDB id* type_symbol* label_atom_id* label_alt_id* label_comp_id* label_asym_id* label_entity_id* label_seq_id* pdbx_PDB_ins_code Cartn_x Cartn_y Cartn_z occupancy B_iso_or_equiv auth_seq_id auth_comp_id auth_asym_id* auth_atom_id pdbx_PDB_model_num ihm_model_id',
}
