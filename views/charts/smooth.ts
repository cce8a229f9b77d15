import { step } from './marks.ts'

/**
 * A smooth line through points that are equally far apart in space, such as residues: the shadow of the curve of Catmull and
 * Rom through them. Each of its pieces goes on as the one before ended, so SVG's `s` needs but one control point for
 * it, and the line has no corners even though that is rounded to whole pixels.
 */
export function smoothPath(xs: number[], ys: number[]): string {
  const [across, down] = [tenths(xs), tenths(ys)]
  if (across.length === 0) return ''
  let path = `m${step(across[0]!, down[0]!)}`
  for (let i = 1; i < across.length; i++) {
    const next = Math.min(i + 1, across.length - 1)
    const towards = (of: number[]) =>
      10 * Math.round((of[i]! - (of[next]! - of[i - 1]!) / 6 - of[i - 1]!) / 10)
    const to = step(across[i]! - across[i - 1]!, down[i]! - down[i - 1]!)
    path += `s${step(towards(across), towards(down))}${to.startsWith('-') ? to : ` ${to}`}`
  }
  return path
}

const tenths = (values: number[]) => values.map(value => Math.round(value * 10))
