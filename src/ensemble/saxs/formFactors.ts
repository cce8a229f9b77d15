/**
 * What one scatterer of each kind contributes: vacuum amplitude, displaced solvent, hydration bead, dummy sphere.
 *
 * q = 4 pi sin(theta)/lambda in 1/A; amplitudes in electrons.
 */

import { cbrt, cos, exp, sin } from '../numeric/elementary.ts'
import { ionicRadii } from './constants/ionicRadii.ts'
import { bulkWaterDensity, displacedVolumes } from './constants/volumes.ts'
import { waasmaierKirfel1995 } from './constants/waasmaierKirfel1995.ts'

/** A united atom: an element with the hydrogens it carries, such as C with 2. */
export interface UnitedAtom {
  /** Element symbol in upper case. */
  element: string
  /** Implicit hydrogens. */
  hydrogens: number
  /** Charge of an ion; 0 for an atom of a molecule. */
  charge: number
}

/** Displaced volume in A^3 of an element that no table holds, such as a metal within a cluster: that of FoXS. */
const volumeOtherwise = 9

const coefficients = new Map<string, Float64Array>()
for (const row of waasmaierKirfel1995.trim().split('\n')) {
  const [symbol, ...numbers] = row.split(' ')
  coefficients.set(symbol, Float64Array.from(numbers, Number))
}

/**
 * Form factor of an atom or ion, f(q) = c + sum_i a_i exp(-b_i (q / 4 pi)^2).
 *
 * @param symbol in upper case, hydrogen to californium; `CA2+` for an ion
 * Source: Waasmaier & Kirfel 1995, Acta Cryst. A51, 416-431, equation 1.
 */
export function atomFormFactor(symbol: string, q: number): number {
  const row = coefficients.get(symbol)!
  const s2 = (q / (4 * Math.PI)) ** 2
  let f = row[10]
  for (let i = 0; i < 5; i++) f += row[i] * exp(-row[5 + i] * s2)
  return f
}

/** Vacuum amplitude f_X + n_H f_H of a united atom in electrons. */
export function vacuumAmplitude(type: UnitedAtom, q: number): number {
  return atomFormFactor(symbolOf(type), q) + type.hydrogens * atomFormFactor('H', q)
}

/** The ion where the table holds it, otherwise the neutral atom. */
function symbolOf({ element, charge }: UnitedAtom): string {
  const ion = `${element}${Math.abs(charge)}${charge < 0 ? '-' : '+'}`
  return charge !== 0 && coefficients.has(ion) ? ion : element
}

/** Displaced volume V_X + n_H V_H of a united atom in A^3. */
export function displacedVolume({ element, hydrogens, charge }: UnitedAtom): number {
  return volumeOf(element, charge) + hydrogens * displacedVolumes.H!
}

function volumeOf(element: string, charge: number): number {
  if (Object.hasOwn(displacedVolumes, element)) return displacedVolumes[element]!
  const radius = charge !== 0 && Object.hasOwn(ionicRadii, element) ? ionicRadii[element] : undefined
  return radius === undefined ? volumeOtherwise : (4 / 3) * Math.PI * radius ** 3
}

/**
 * Amplitude of the solvent that a united atom displaces, g(q) = rho0 V exp(-V^(2/3) q^2 / (4 pi)).
 *
 * @param density of the solvent, rho0; that of bulk water in e/A^3 unless given
 * Source: Fraser, MacRae & Suzuki 1978, J. Appl. Cryst. 11, 693-694.
 */
export function displacedAmplitude(type: UnitedAtom, q: number, density = bulkWaterDensity): number {
  const volume = displacedVolume(type)
  return density * volume * exp((-(cbrt(volume) ** 2) * q * q) / (4 * Math.PI))
}

/** Radius of the sphere of a united atom's displaced volume in A: (3 V / 4 pi)^(1/3). */
export function displacedRadius(type: UnitedAtom): number {
  return cbrt((3 * displacedVolume(type)) / (4 * Math.PI))
}

/**
 * The factor by which the excluded-volume parameter c1 changes every displaced amplitude:
 * G(q; c1) = c1^3 exp(-(4 pi / 3)^(2/3) r_m^2 (c1^2 - 1) q^2 / (4 pi)); 1 for c1 = 1.
 *
 * @param meanRadius mean displaced radius of the atoms r_m in A
 * Source: Svergun, Barberato & Koch 1995, J. Appl. Cryst. 28, 768-773, equation 13.
 */
export function expansionFactor(c1: number, meanRadius: number, q: number): number {
  const spread = cbrt((4 * Math.PI) / 3) ** 2 * meanRadius ** 2
  return c1 ** 3 * exp((-spread * (c1 * c1 - 1) * q * q) / (4 * Math.PI))
}

/**
 * Amplitude of one hydration bead per e/A^3 of contrast: the volume of its grid cell, falling off as a water molecule,
 * h(q) = s^3 f_w(q) / f_w(0) with f_w = f_O + 2 f_H sinc(0.9572 q).
 *
 * @param spacing grid spacing s in A
 */
export function hydrationAmplitude(spacing: number, q: number): number {
  // O-H distance of water in the gas phase, A: Benedict, Gailar & Plyler 1956, J. Chem. Phys. 24, 1139.
  const x = 0.9572 * q
  const water = atomFormFactor('O', q) + 2 * atomFormFactor('H', q) * (x === 0 ? 1 : sin(x) / x)
  return (spacing ** 3 * water) / (atomFormFactor('O', 0) + 2 * atomFormFactor('H', 0))
}

/**
 * Amplitude of a homogeneous sphere of unit contrast, V 3 (sin x - x cos x) / x^3 with x = q R; by its series below
 * x = 0.05, where the closed form loses digits.
 */
export function sphereAmplitude(radius: number, q: number): number {
  const x = q * radius
  const volume = (4 / 3) * Math.PI * radius ** 3
  if (x < 0.05) return volume * (1 - (x * x) / 10 + x ** 4 / 280)
  return (volume * 3 * (sin(x) - x * cos(x))) / x ** 3
}
