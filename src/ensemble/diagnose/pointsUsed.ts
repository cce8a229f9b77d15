import type { Curve, PointsUsed } from '../contract.ts'
import { guinierFit } from '../curve/guinier.ts'
import { dmaxPerRg, shannonChannels } from '../curve/shannon.ts'
import type { Partials } from '../saxs/partials.ts'

/**
 * How many points of a curve are used between two limits, and how many independent numbers these can hold.
 *
 * @param partials of the models, for their size; null where only profiles are known, and the size is 3 Rg of the curve
 */
export function pointsUsedOf(
  curve: Curve,
  { qMin, qMax }: { qMin: number; qMax: number },
  partials: Partials[] | null,
): PointsUsed {
  const read = curve.q.length
  const below = curve.q.filter(q => q < qMin).length
  const beyond = curve.q.filter(q => q > qMax).length
  const used = curve.q.slice(below, read - beyond)
  const rg = partials ? null : guinierFit(curve)?.rg
  const dmax = partials ? Math.max(...partials.map(each => each.dmax)) : rg ? dmaxPerRg * rg : null
  const channels = dmax === null || used.length === 0 ? null : shannonChannels({ q: used }, dmax)
  return {
    read,
    used: used.length,
    below,
    beyond,
    channels,
    words: wordsOf(read, { below, beyond, qMin, qMax }),
  }
}

type Limits = Record<'below' | 'beyond' | 'qMin' | 'qMax', number>

function wordsOf(read: number, { below, beyond, qMin, qMax }: Limits): string {
  const used = read - below - beyond
  if (used === read) return `All ${read} points are used.`
  const lie = (count: number, where: string) => `${count} ${count === 1 ? 'lies' : 'lie'} ${where}`
  const why = [
    ...(below > 0 ? [lie(below, `below q = ${qMin} 1/A`)] : []),
    ...(beyond > 0 ? [lie(beyond, `beyond q = ${qMax} 1/A`)] : []),
  ]
  return `${used} of the ${read} points ${used === 1 ? 'is' : 'are'} used: ${why.join(' and ')}.`
}
