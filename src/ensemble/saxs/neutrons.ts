/**
 * Neutrons: the partial intensities of a model from which those in water with any share of D2O follow.
 *
 * The amplitude of an atom in fm is linear in the D2O fraction x, in how far carbon-bound hydrogens are deuterated, s, in the scattering-length
 * density of the solvent rho(x) and in the hydration, so that distances are counted once:
 *
 *     b + x e + s m - rho(x) G v + d rho(x)/rho0 h
 *
 * b all hydrogens light; e what labile hydrogens gain; m what deuteration adds; v the displaced volume and h a bead of the shell as for X-rays.
 * The contrast d in e/A^3 means water of a higher density, by d/rho0 with rho0 that of bulk water in electrons: the same shell for X-rays and neutrons.
 */

import { refusal } from '../faults/index.ts'
import type { DebyeKernel } from '../kernels/debyeKernel.ts'
import { debyeKernel } from '../kernels/kernel.ts'
import { exp, sin } from '../numeric/elementary.ts'
import { withFullResidues } from '../structures/fullResidues.ts'
import { type CarriedHydrogens, hydrogensByOwner } from '../structures/labile.ts'
import type { Structure } from '../structures/structure.ts'
import { type Beam, type Kind, kindsByKey, nothing } from './beam.ts'
import { neutronLengths } from './constants/neutronLengths.ts'
import { bulkWaterDensity } from './constants/volumes.ts'
import { displacedAmplitude, displacedRadius, sphereAmplitude } from './formFactors.ts'
import { type Partials, type PartialsOptions, partialsFor } from './partials.ts'

/** What is to be known of a sample before distances are counted. */
export interface NeutronSample {
  /** Share of the labile backbone hydrogens that the solvent exchanges; those of side chains and everything else exchange wholly. */
  exchange: number
  /** Chains whose carbon-bound hydrogens are deuterated; all where none is named. */
  deuteratedChains: readonly string[]
}

/** The water that a sample is in, and how far its chains are deuterated, both from 0 to 1. */
export interface NeutronConditions {
  /** Volume fraction of D2O. */
  d2o: number
  deuteration: number
}

/** Partial intensities of one model for neutrons; plain data, may cross threads. */
export interface NeutronPartials extends Omit<Partials, 'values'> {
  /** [15, M] row-major: the parts b, e, m, v, h in the order of `partialsFor`, fm^2. */
  rows: Float64Array
  /** Hydrogens that deuteration replaces. */
  replaceable: number
}

/** Volume in A^3 of a molecule of H2O and D2O at 20 degrees C. */
const [lightVolume, heavyVolume] = [29.9, 30.1]
const lengths = new Map(Object.entries(neutronLengths))
const [ofH, ofD, ofO] = ['H', 'D', 'O'].map(symbol => lengths.get(symbol)!) as [number, number, number]
/** Mass that a deuteron has more than a proton, g/mol. */
const deuteronExcess = 2.014 - 1.008

/** Scattering-length density of water in fm/A^3 with this volume fraction of D2O. */
export function solventDensity(d2o: number): number {
  return ((1 - d2o) * (2 * ofH + ofO)) / lightVolume + (d2o * (2 * ofD + ofO)) / heavyVolume
}

/**
 * Calculates the partial intensities of a model for neutrons, as `partialsOf` those for X-rays.
 *
 * @throws FaultError as `partialsOf`, structure.no_neutron_length for an element that the table does not have, structure.no_chain for a chain
 * that is not there
 */
export function neutronPartialsOf(
  structure: Structure,
  sample: NeutronSample,
  options: PartialsOptions = {},
  kernel: DebyeKernel = debyeKernel(),
): NeutronPartials {
  const chains = new Set(structure.residues.map(({ chain }) => chain))
  const missing = sample.deuteratedChains.find(chain => !chains.has(chain))
  if (missing !== undefined)
    throw refusal('structure.no_chain', { chain: missing, chains: [...chains] }, { file: structure.name })
  const { values, ...model } = partialsFor(neutronBeam(sample), structure, options, kernel)
  return { ...model, rows: values, replaceable: replaceableIn(structure, sample) }
}

/** The partial intensities in water with some D2O: in fm^2, everything else as for X-rays. O(M). */
export function inSolvent(
  { rows, replaceable, ...model }: NeutronPartials,
  { d2o: x, deuteration: s }: NeutronConditions,
): Partials {
  const count = rows.length / 15
  const rho = solventDensity(x)
  const values = new Float64Array(6 * count)
  for (let n = 0; n < count; n++) {
    const row = (index: number) => rows[index * count + n]!
    const [bb, ee, be, mm, bm, em] = [row(0), row(1), row(2), row(3), row(4), row(5)]
    const [vv, bv, ev, mv] = [row(6), row(7), row(8), row(9)]
    const [hh, bh, eh, mh, vh] = [row(10), row(11), row(12), row(13), row(14)]
    values[n] = bb + x * x * ee + s * s * mm + 2 * (x * be + s * bm + x * s * em)
    values[count + n] = rho * rho * vv
    values[2 * count + n] = rho * (bv + x * ev + s * mv)
    values[3 * count + n] = rho * rho * hh
    values[4 * count + n] = rho * (bh + x * eh + s * mh)
    values[5 * count + n] = rho * rho * vh
  }
  return { ...model, radiation: 'neutrons', mass: model.mass + s * replaceable * deuteronExcess, values }
}

function neutronBeam(sample: NeutronSample): Beam {
  return {
    atomKinds: structure => kindsByKey(groupsOf(structure, sample), group => kindOf(group, sample)),
    shellKind: spacing => ({
      amplitudes: [nothing, nothing, nothing, nothing, q => shellAmplitude(spacing, q)],
      radius: 0,
    }),
    sphereKind: radius => ({
      amplitudes: [q => sphereAmplitude(radius, q), nothing, nothing, nothing, nothing],
      radius: 0,
    }),
  }
}

/** An atom with its hydrogens, or a hydrogen that stands for itself. */
interface Group {
  element: string
  charge: number
  hydrogens: CarriedHydrogens
  isDeuterated: boolean
}

function* groupsOf(structure: Structure, sample: NeutronSample): Iterable<{ key: string; type: Group }> {
  const { elements, charges, residueOf, residues, name } = structure
  const carried = hydrogensByOwner(structure)
  for (let i = 0; i < elements.length; i++) {
    const [element, charge, hydrogens] = [elements[i]!, charges[i]!, carried[i]!]
    if (!lengths.has(element)) throw refusal('structure.no_neutron_length', { element }, { file: name })
    const isDeuterated = hydrogens.bond === 'carbon' && isChosen(residues[residueOf[i]!]!.chain, sample)
    const key = [element, charge, hydrogens.count, hydrogens.bond, isDeuterated].join(' ')
    yield { key, type: { element, charge, hydrogens, isDeuterated } }
  }
}

const isChosen = (chain: string, { deuteratedChains }: NeutronSample) =>
  deuteratedChains.length === 0 || deuteratedChains.includes(chain)

function kindOf({ element, charge, hydrogens, isDeuterated }: Group, { exchange }: NeutronSample): Kind {
  const { count, bond } = hydrogens
  const isHydrogen = element === 'H'
  const own = isHydrogen ? 0 : lengths.get(element)!
  const carried = isHydrogen ? 1 : count
  const share = { carbon: 0, labile: 1, amide: exchange }[bond]
  const gain = carried * (ofD - ofH)
  const united = { element, hydrogens: count, charge }
  const spread = isHydrogen ? () => 1 : (q: number) => aroundOwner(element, q)
  return {
    amplitudes: [
      q => own + carried * ofH * spread(q),
      share === 0 ? nothing : q => share * gain * spread(q),
      isDeuterated ? q => gain * spread(q) : nothing,
      q => displacedAmplitude(united, q, 1),
      nothing,
    ],
    radius: displacedRadius(united),
  }
}

/** Lengths of bonds to hydrogen in A: Allen & Bruno 2010, Acta Cryst. B66, 380-386; of S-H: Allen et al. 1987, J. Chem. Soc. Perkin Trans. 2, S1. */
const ofCarbon = 1.09
const bondLengths = new Map([
  ['N', 1.01],
  ['O', 0.98],
  ['S', 1.34],
])

/** What is left of the amplitude of a hydrogen that stands anywhere around its atom: sinc(q r). */
function aroundOwner(element: string, q: number): number {
  const x = q * (bondLengths.get(element) ?? ofCarbon)
  return x === 0 ? 1 : sin(x) / x
}

/** Amplitude in fm of a bead per e/A^3 of contrast and fm/A^3 of solvent: its cell is displaced solvent of another density. */
function shellAmplitude(spacing: number, q: number): number {
  return (spacing ** 3 / bulkWaterDensity) * exp((-spacing * spacing * q * q) / (4 * Math.PI))
}

/** Carbon-bound hydrogens of the chains that are deuterated. */
function replaceableIn(read: Structure, sample: NeutronSample): number {
  if (read.kind === 'beads') return 0
  const structure = withFullResidues(read)
  let count = 0
  hydrogensByOwner(structure).forEach(({ count: carried, bond }, i) => {
    const isWanted = bond === 'carbon' && isChosen(structure.residues[structure.residueOf[i]!]!.chain, sample)
    if (isWanted) count += structure.elements[i] === 'H' ? 1 : carried
  })
  return count
}
