/**
 * The elements and their masses, and how an element is told from an atom's name.
 *
 * Masses in g/mol: IUPAC abridged standard atomic weights (Prohaska et al. 2022, Pure Appl. Chem. 94, 573-600);
 * radioactive elements carry the mass number of their longest-lived isotope.
 */

const table = `
H 1.008 HE 4.0026 LI 6.94 BE 9.0122 B 10.81 C 12.011 N 14.007 O 15.999 F 18.998 NE 20.180
NA 22.990 MG 24.305 AL 26.982 SI 28.085 P 30.974 S 32.06 CL 35.45 AR 39.95 K 39.098 CA 40.078
SC 44.956 TI 47.867 V 50.942 CR 51.996 MN 54.938 FE 55.845 CO 58.933 NI 58.693 CU 63.546 ZN 65.38
GA 69.723 GE 72.630 AS 74.922 SE 78.971 BR 79.904 KR 83.798 RB 85.468 SR 87.62 Y 88.906 ZR 91.224
NB 92.906 MO 95.95 TC 97 RU 101.07 RH 102.91 PD 106.42 AG 107.87 CD 112.41 IN 114.82 SN 118.71
SB 121.76 TE 127.60 I 126.90 XE 131.29 CS 132.91 BA 137.33 LA 138.91 CE 140.12 PR 140.91 ND 144.24
PM 145 SM 150.36 EU 151.96 GD 157.25 TB 158.93 DY 162.50 HO 164.93 ER 167.26 TM 168.93 YB 173.05
LU 174.97 HF 178.49 TA 180.95 W 183.84 RE 186.21 OS 190.23 IR 192.22 PT 195.08 AU 196.97 HG 200.59
TL 204.38 PB 207.2 BI 208.98 PO 209 AT 210 RN 222 FR 223 RA 226 AC 227 TH 232.04 PA 231.04 U 238.03
NP 237 PU 244 AM 243 CM 247 BK 247 CF 251
`

const masses = new Map<string, number>()
const words = table.trim().split(/\s+/)
for (let i = 0; i < words.length; i += 2) masses.set(words[i], Number(words[i + 1]))

/** Mass of an element in g/mol; `symbol` in upper case, known to `isElement`. */
export function massOf(symbol: string): number {
  return masses.get(symbol)!
}

/** Whether `symbol` (upper case) is an element up to californium; D counts through `normalElement` only. */
export function isElement(symbol: string): boolean {
  return masses.has(symbol)
}

/** The element of a type-symbol field in upper case with D as H, or '' where the field holds no element. */
export function normalElement(field: string): string {
  const symbol = field
    .trim()
    .toUpperCase()
    .replace(/[^A-Z].*$/, '')
  if (symbol === 'D') return 'H'
  return masses.has(symbol) ? symbol : ''
}

/**
 * The element of an atom from its name as it stands in columns 13 to 16, or '' if it cannot be told.
 *
 * A two-letter element is read only where the name starts in column 13 (`CA  ` is calcium, ` CA ` is C-alpha). Amino acids
 * and nucleotides hold none but the selenium of MSE, so that their names may be badly placed and hydrogens may look
 * like metals (`HG21` is no mercury). Elsewhere a two-letter element that starts with H must be the residue itself.
 */
export function elementFromName(columns: string, residue: string, inPolymer: boolean): string {
  const name = columns.toUpperCase()
  if (inPolymer && (name.trim() === residue || /^B(EAD)?$/.test(name.trim()))) return 'C' // the one bead of a residue
  const letters = name.replace(/[^A-Z]/g, '')
  if (letters === '') return ''
  const two = name.slice(0, 2)
  if (/^[A-Z]{2}$/.test(two) && masses.has(two)) {
    const possible = inPolymer ? two === 'SE' && residue === 'MSE' : two[0] !== 'H' || two === residue
    if (possible) return two
  }
  const first = letters[0] === 'D' ? 'H' : letters[0]
  if (inPolymer) return /^[HCNOSP]$/.test(first) ? first : ''
  return masses.has(first) ? first : ''
}
