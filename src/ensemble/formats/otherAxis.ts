import { refusal } from '../faults/index.ts'
import { columnNames } from './curveNames.ts'
import type { DataRow } from './curveTable.ts'
import { unitInWords } from './qUnit.ts'

/** Lines above the data in which an axis is named. */
const linesMax = 12

const angle = /(?:^|[^a-z0-9])(?:2|two)[-_ ]?(?:theta|θ)(?![a-z])/i
/** s = 2 sin(theta)/lambda, but not the end of 4 pi sin(theta)/lambda. */
const sineAxis = /(?<!(?:pi|π)\s*(?:[*·×]\s*)?)(?<![\d.])2\s*(?:[*·×]\s*)?sin\s*(?:\(\s*)?(?:th|θ)/i
const otherUnit =
  /(?:^[\s#!%;@/]*s|(?:^|[^a-z])q)(?:-?(?:vector|values?))?[\s_]*[([{,]\s*(?:1\s*\/\s*([mµuc]?m)\b|([mµuc]?m)\s*(?:(?:\^|\*\*)\s*)?(?:[{(]\s*)?[-−]\s?1)/i

/**
 * Refuses a curve whose head says that its first column is not q in 1/A or 1/nm: an angle, s = q/2π, or q in another unit.
 * @throws FaultError curve.angle, curve.s_axis, curve.other_unit
 */
export function refuseOtherAxis(
  header: { line: number; text: string }[],
  rows: DataRow[],
  file: string,
): void {
  const place = { file, line: rows[0]!.line }
  const above = header.filter(({ line }) => line < place.line).slice(-linesMax)
  const texts = above.map(({ text }) => text.slice(0, 500))
  const found = texts.map(text => otherUnit.exec(text)).find(match => match)
  if (found) throw refusal('curve.other_unit', { unit: `1/${found[1] ?? found[2]}` }, place)
  if (texts.some(text => sineAxis.test(text))) throw refusal('curve.s_axis', {}, place)
  const isOfQ =
    columnNames(header, rows)?.some(name => /^q/.test(name)) ||
    texts.some(text => unitInWords(text) || /(?:^|[^a-z])q(?![a-z])/i.test(text))
  const name = texts.map(text => angle.exec(text)).find(match => match)?.[0]
  if (name && !isOfQ) throw refusal('curve.angle', { name: name.replace(/^[^2t]+/i, '') }, place)
}
