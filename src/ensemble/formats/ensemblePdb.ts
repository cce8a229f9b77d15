/**
 * An ensemble as a multi-model PDB file (wwPDB Format 3.30) with the populations in REMARK 6, occupancy and B factor.
 */

import { refusal } from '../faults/index.ts'
import { moved } from '../structures/rotation.ts'
import type { Structure } from '../structures/structure.ts'
import type { EnsembleModel } from './ensembleModel.ts'

const chainLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/**
 * The file piece by piece, one piece a model, so that it never lies in memory whole.
 *
 * REMARK 6 names every model with its population and standard deviation; the occupancy of each atom is its model's
 * population with two decimals, the B factor the population in percent, for colouring. Chains of several letters
 * become single letters; serials and residue numbers that outgrow their columns start again.
 *
 * @param chosen which models these are, where that needs saying
 * @throws FaultError structure.coordinate_too_large for coordinates that do not fit eight columns
 */
export function* ensemblePdb(models: EnsembleModel[], title: string, chosen?: string): Generator<string> {
  const remarks = models.map(({ structure, weight, sd }, k) => {
    const population = `WEIGHT ${weight.toFixed(6)} SD ${sd.toFixed(6)}`
    return remark(`MODEL ${String(k + 1).padStart(4)} ${population} ${structure.name}`)
  })
  const head = [
    `TITLE     ${plain(title).slice(0, 70)}`.padEnd(80),
    remark('ENSEMBLE: POPULATION OF EACH MODEL. OCCUPANCY IS THE POPULATION,'),
    remark('THE B FACTOR IS THE POPULATION IN PERCENT.'),
    ...(chosen ? [remark(chosen)] : []),
    ...remarks,
  ]
  yield `${head.join('\n')}\n`
  for (const [k, model] of models.entries()) {
    const lines = [`MODEL     ${String((k + 1) % 10_000).padStart(4)}`.padEnd(80), ...atomLines(model)]
    yield `${lines.join('\n')}\n${'ENDMDL'.padEnd(80)}\n`
  }
  yield `${'END'.padEnd(80)}\n`
}

function atomLines({ structure, weight, motion }: EnsembleModel): string[] {
  const xyz = motion ? moved(structure.xyz, motion) : structure.xyz
  const letterOf = chainNames(structure)
  const lines: string[] = []
  let serial = 0
  for (let i = 0; i < structure.elements.length; i++) {
    const residue = structure.residues[structure.residueOf[i]]
    const place = [0, 1, 2].map(a => coordinate(xyz[3 * i + a], structure.name)).join('')
    const record = structure.het[i] ? 'HETATM' : 'ATOM  '
    const name = atomColumns(structure.atomNames[i], structure.elements[i])
    const chain = letterOf.get(residue.chain)!
    const number = String(residue.number % 10_000).padStart(4)
    const where = `${residue.name.slice(0, 3).padStart(3)} ${chain}${number}${residue.insertion || ' '}`
    const tail = `${weight.toFixed(2).padStart(6)}${(100 * weight).toFixed(2).padStart(6)}`
    const element = structure.elements[i].padStart(2)
    lines.push(`${record}${serialOf(++serial)} ${name} ${where}   ${place}${tail}          ${element}  `)
    const next = structure.residues[structure.residueOf[i + 1]]
    if (!structure.het[i] && (next?.chain !== residue.chain || structure.het[i + 1])) {
      lines.push(`TER   ${serialOf(++serial)}      ${where}`.padEnd(80))
    }
  }
  return lines
}

const serialOf = (serial: number) => String(serial % 100_000).padStart(5)

/** Columns 13 to 16: names of up to three letters start in column 14, unless the element takes two. */
function atomColumns(name: string, element: string): string {
  const short = name.slice(0, 4)
  return short.length < 4 && element.length === 1 ? ` ${short.padEnd(3)}` : short.padEnd(4)
}

function coordinate(value: number, name: string): string {
  const text = value.toFixed(3).padStart(8)
  if (text.length > 8) throw refusal('structure.coordinate_too_large', { coordinate: value }, { file: name })
  return text
}

/** One letter for each chain: its own where it has one, else the first that is free. */
function chainNames(structure: Structure): Map<string, string> {
  const chains = new Set(structure.residues.map(residue => residue.chain))
  const single = new Set([...chains].filter(chain => chain.length === 1))
  const free = [...chainLetters].filter(letter => !single.has(letter))
  return new Map([...chains].map(chain => [chain, chain.length <= 1 ? chain || ' ' : (free.shift() ?? 'Z')]))
}

function remark(text: string): string {
  return `REMARK   6 ${plain(text)}`.slice(0, 80).padEnd(80)
}

/** Text that cannot break a line or a record. */
function plain(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?')
}
