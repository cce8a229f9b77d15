/**
 * What the dictionaries say of the categories that our files use; every item of such a category is listed, whether
 * written or not, but in those of mmcif_pdbx.dic, where gemmi reads the dictionary itself (readBack.test.ts).
 *
 * - mmcif_pdbx.dic 5.362 (Debian's libcifpp-data)
 * - mmcif_ihm_ext.dic 1.29 (github.com/ihmwg/IHMCIF, archive/), for `ihm_` and `_atom_site.ihm_model_id`
 * - mmcif_sas.dic 0.6 (github.com/wwpdb-dictionaries/mmcif-dictionaries-staging, dist/)
 *
 * Looked up in November 2026. A line is a category with its key, or an item with its type, `*` where it is mandatory,
 * then `-> parent` and `= value | value`. `_atom_site.label_atom_id` has a parent in mmcif_pdbx.dic too
 * (`_chem_comp_atom.atom_id`): files of models leave that category to the dictionary of chemical components.
 */

export const pdbx = `
audit_conform: dict_name dict_version
  dict_name text*
  dict_version text*
  dict_location text
entry: id
  id code*
struct: entry_id
  entry_id code* -> entry.id
  title text
chem_comp: id
  id code*
  type line* = D-peptide linking | L-peptide linking | DNA linking | RNA linking | non-polymer | peptide linking | peptide-like | other
  name text
atom_type: symbol
  symbol code*
entity: id
  id code*
  type code = polymer | non-polymer | macrolide | water | branched
  src_method code = nat | man | syn
  pdbx_description line
  formula_weight float
  pdbx_number_of_molecules int
  details text
entity_poly: entity_id
  entity_id code* -> entity.id
  type line = polypeptide(D) | polypeptide(L) | polydeoxyribonucleotide | polyribonucleotide | polydeoxyribonucleotide/polyribonucleotide hybrid | cyclic-pseudo-peptide | peptide nucleic acid | other
  nstd_linkage code = no | n | yes | y
  nstd_monomer code = no | n | yes | y
entity_poly_seq: entity_id num mon_id
  entity_id code* -> entity_poly.entity_id
  num int*
  mon_id code* -> chem_comp.id
  hetero code = no | n | yes | y
struct_asym: id
  id code*
  entity_id code* -> entity.id
  details text
software: pdbx_ordinal
  pdbx_ordinal int*
  name text*
  classification line* = data collection | data extraction | data processing | data reduction | data scaling | model building | phasing | refinement
  description line
  version line
  type line = program | library | package | filter | jiffy | other
  location line
atom_site: id
  group_PDB code = ATOM | HETATM
  id code*
  type_symbol code* -> atom_type.symbol
  label_atom_id text*
  label_alt_id code*
  label_comp_id code* -> chem_comp.id
  label_asym_id code* -> struct_asym.id
  label_entity_id code* -> entity.id
  label_seq_id int* -> entity_poly_seq.num
  pdbx_PDB_ins_code code
  Cartn_x float
  Cartn_y float
  Cartn_z float
  occupancy float
  B_iso_or_equiv float
  auth_seq_id code
  auth_comp_id code
  auth_asym_id code*
  auth_atom_id text
  pdbx_PDB_model_num int -> ihm_model_list.model_id
  ihm_model_id int -> ihm_model_list.model_id
`

export const ihm = `
ihm_dataset_list: id
  id int*
  data_type line* = NMR data | 3DEM volume | 2DEM class average | EM raw micrographs | X-ray diffraction data | SAS data | CX-MS data | Crosslinking-MS data | Mass Spectrometry data | EPR data | H/D exchange data | Single molecule FRET data | Ensemble FRET data | Experimental model | Comparative model | Integrative model | De Novo model | Predicted contacts | Mutagenesis data | DNA footprinting data | Hydroxyl radical footprinting data | Yeast two-hybrid screening data | Quantitative measurements of genetic interactions | Other
  details text
  database_hosted code* = YES | NO
ihm_dataset_group: id
  id int*
  name line
  application line = restraint | validation | filter | representation | sampling | modeling | other
  details text
ihm_dataset_group_link: dataset_list_id group_id
  dataset_list_id int* -> ihm_dataset_list.id
  group_id int* -> ihm_dataset_group.id
ihm_struct_assembly: id
  id int*
  name line
  description text
ihm_struct_assembly_details: id
  id int*
  assembly_id int* -> ihm_struct_assembly.id
  parent_assembly_id int* -> ihm_struct_assembly.id
  entity_description line
  entity_id code* -> entity.id
  asym_id code* -> struct_asym.id
  entity_poly_segment_id int -> ihm_entity_poly_segment.id
ihm_model_representation: id
  id int*
  name line
  details text
ihm_model_representation_details: id
  id int*
  representation_id int* -> ihm_model_representation.id
  entity_poly_segment_id int -> ihm_entity_poly_segment.id
  entity_id code* -> entity.id
  entity_description line
  entity_asym_id code* -> struct_asym.id
  model_object_primitive line = atomistic | sphere | gaussian | other
  starting_model_id code -> ihm_starting_model_details.starting_model_id
  model_mode line = rigid | flexible
  model_granularity line = by-atom | by-residue | multi-residue | by-feature
  model_object_count int
  description text
ihm_modeling_protocol: id
  id int*
  num_steps int*
  protocol_name line
  details text
ihm_modeling_protocol_details: id
  id int*
  protocol_id int* -> ihm_modeling_protocol.id
  step_id int*
  struct_assembly_id int -> ihm_struct_assembly.id
  dataset_group_id int -> ihm_dataset_group.id
  struct_assembly_description line
  step_name line
  step_method line
  num_models_begin int
  num_models_end int
  multi_scale_flag code = YES | NO
  multi_state_flag code = YES | NO
  ordered_flag code = YES | NO
  ensemble_flag code = YES | NO
  script_file_id int -> ihm_external_files.id
  software_id int -> software.pdbx_ordinal
  description text
ihm_model_list: model_id
  model_id int*
  model_name line
  assembly_id int* -> ihm_struct_assembly.id
  protocol_id int* -> ihm_modeling_protocol.id
  representation_id int* -> ihm_model_representation.id
ihm_model_group: id
  id int*
  name line
  details text
ihm_model_group_link: model_id group_id
  model_id int* -> ihm_model_list.model_id
  group_id int* -> ihm_model_group.id
ihm_multi_state_modeling: state_id
  state_id int*
  state_group_id int
  population_fraction float
  population_fraction_sd float
  state_type line
  state_name line
  experiment_type line = Fraction of bulk | Single molecule
  details text
ihm_multi_state_model_group_link: model_group_id
  state_id int* -> ihm_multi_state_modeling.state_id
  model_group_id int* -> ihm_model_group.id
ihm_sas_restraint: id
  id int*
  dataset_list_id int* -> ihm_dataset_list.id
  model_id int* -> ihm_model_list.model_id
  struct_assembly_id int* -> ihm_struct_assembly.id
  profile_segment_flag code = YES | NO
  fitting_atom_type line
  fitting_method line
  fitting_state line = Single | Multiple
  radius_of_gyration float
  chi_value float
  details text
`

export const sas = `
audit_conform: dict_name dict_version
  dict_name text*
  dict_version text*
  dict_location text
sas_result: id
  id code*
sas_scan: id
  id code*
  beam_id code -> sas_beam.id
  detc_id code -> sas_detc.id
  sample_id code -> sas_sample.id
  result_id code -> sas_result.id
  calibration_factor float
  exposure_time float
  filename line
  measurement_date date
  number_of_frames int
  title line
  type code = processed | sample | matrix | background | detector
  momentum_transfer_units code = 1/nm | 1/AA
  intensity_units code = au | e/cm
sas_scan_intensity: id
  id code*
  scan_id code -> sas_scan.id
  group_factor int
  intensity float
  intensity_su_counting float
  intensity_su_systematic float
  momentum_transfer float
  momentum_transfer_su float
  resolution_width float
  qmin float
  qmax float
  unit text
sas_model_fitting_details: id
  id code*
  unit text
  chi_square float
  p-value float
  result_id code -> sas_result.id
sas_model_fitting: ordinal
  id code -> sas_model_fitting_details.id
  ordinal int*
  momentum_transfer float
  intensity float
  fit float
`
