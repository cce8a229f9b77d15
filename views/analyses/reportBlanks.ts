/** Each blank by the key that it is kept under, which never changes: its name, and what the guidelines ask for. */
export const blanks = {
  organism: {
    name: 'Organism',
    tip: 'The species that the sequence comes from, and the host it was made in.',
  },
  source: {
    name: 'Source (catalogue number or reference)',
    tip: 'Where readers can get the same sample: a plasmid, a catalogue number or the paper that describes it.',
  },
  uniprot: {
    name: 'UniProt sequence ID (residues in construct)',
    tip: 'The accession and the residues that were measured, with tags and mutations.',
  },
  extinction: {
    name: 'Extinction coefficient',
    tip: 'With its wavelength and unit, as it was used for the concentration.',
  },
  volume: {
    name: 'Partial specific volume (cm³/g)',
    tip: 'From the sequence; about 0.74 for proteins and 0.55 for nucleic acids.',
  },
  contrast: {
    name: 'Mean scattering contrast (10¹⁰/cm²)',
    tip: 'Scattering length density of the solute less that of the solvent.',
  },
  mass: {
    name: 'M from chemical composition (Da)',
    tip: 'The mass of the construct in the state it was measured in, monomer or oligomer.',
  },
  concentration: {
    name: 'Concentration range (mg/ml), or SEC loading and flow',
    tip: 'For a column: its type, the volume and concentration that were loaded, and the flow rate.',
  },
  solvent: {
    name: 'Solvent composition',
    tip: 'Buffer, salts, additives and pH, as matched with the blank.',
  },
  instrument: {
    name: 'Instrument and detector',
    tip: 'The beamline or laboratory source with its facility, and the detector.',
  },
  wavelength: { name: 'Wavelength (Å)', tip: 'Of the X-rays or neutrons, with its spread for neutrons.' },
  geometry: {
    name: 'Beam geometry and sample-to-detector distance',
    tip: 'The size of the beam at the sample and the distance to the detector, in m.',
  },
  absolute: {
    name: 'Absolute scaling method',
    tip: 'Such as against water or glassy carbon; “none” if intensities are arbitrary.',
  },
  normalisation: {
    name: 'Normalisation',
    tip: 'What the intensities were divided by: transmitted beam, exposure time, concentration.',
  },
  damage: {
    name: 'Monitoring for radiation damage',
    tip: 'How it was looked for, such as by comparing frames, and what was left out.',
  },
  exposure: {
    name: 'Exposure time and number of exposures',
    tip: 'Of one frame, and how many frames were averaged.',
  },
  temperature: { name: 'Sample temperature (°C)', tip: 'Of the sample while it was measured.' },
  reduction: {
    name: 'Data reduction',
    tip: 'The program, with its version, that made the curve from the detector images.',
  },
  building: {
    name: 'Building of the structural library',
    tip: 'The program, with its version, that made the models.',
  },
  profiles: {
    name: 'Calculation of profiles',
    tip: 'The program, with its version, that calculated the profiles which were uploaded.',
  },
  dmax: {
    name: 'Dmax (Å) from P(r)',
    tip: 'With its uncertainty, and the program that made the distance distribution.',
  },
  starting: {
    name: 'Starting structures and how the library was made',
    tip: 'PDB entries, predicted models or sequence alone, what was kept rigid, and how the rest was sampled.',
  },
  deposition: {
    name: 'Deposition IDs (SASBDB, PDB-IHM)',
    tip: 'The entries of the curve and of the ensemble, once they are deposited.',
  },
} as const

export type BlankKey = keyof typeof blanks
