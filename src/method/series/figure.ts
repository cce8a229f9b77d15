import { firstCharacters } from '#src/characters.ts'
import type { SeriesFile } from '#src/ensemble/contract.ts'
import { quantitiesOf, type SeriesQuantity, withUnit } from './quantities.ts'

/** Colours that people who see few colours can tell apart: Okabe & Ito 2008, with two that stand out from white in place of the yellow. */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8a6d00', '#777777']
const [width, panel, left, right, top, row] = [760, 250, 64, 16, 34, 18]

const escaped = (text: string) =>
  text.replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`).replace(/\p{Cc}/gu, '')

/**
 * A figure of a series: weights, groups, every property and the number of effective models over the variable, one below the other. Points with
 * bars are curves alone, lines with bands all together, each the mean and its 95 % interval.
 */
export function seriesFigure(result: SeriesFile): string {
  const heaviest = (quantities: SeriesQuantity[]) =>
    quantities
      .map(quantity => ({
        quantity,
        most: Math.max(
          ...result.curves.map(
            ({ alone, smooth }) => (smooth && quantity.of(smooth))?.mean ?? quantity.of(alone)!.mean,
          ),
        ),
      }))
      .sort((a, b) => b.most - a.most)
      .slice(0, colours.length)
      .map(({ quantity }) => quantity)
  const all = quantitiesOf(result)
  const ofKind = (kind: SeriesQuantity['kind']) => all.filter(each => each.kind === kind)
  const panels = [
    { title: 'Weights', quantities: heaviest(ofKind('weight')), isShare: true },
    { title: 'Groups', quantities: heaviest(ofKind('group')), isShare: true },
    ...ofKind('mean').map(each => ({
      title: withUnit(each.name, each.unit),
      quantities: [each],
      isShare: false,
    })),
    { title: 'Effective models', quantities: ofKind('effective models'), isShare: false },
  ].filter(({ quantities }) => quantities.length > 0)
  let height = 0
  const drawn = panels.map(each => {
    const lines = each.isShare ? Math.ceil(each.quantities.length / 4) : 0
    const from = height
    height += panel + top + lines * row + 44
    return drawPanel(result, each, from, lines)
  })
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12">
<title>${escaped(`The ensemble over ${result.variable.name}`)}</title>
<rect width="${width}" height="${height}" fill="#ffffff"/>
${drawn.join('\n')}
</svg>
`
}

interface PanelOf {
  title: string
  quantities: SeriesQuantity[]
  isShare: boolean
}

function drawPanel(
  result: SeriesFile,
  { title, quantities, isShare }: PanelOf,
  from: number,
  lines: number,
): string {
  const { curves, variable, scale } = result
  const places = curves.map(({ value }, t) => ({ linear: value, log: Math.log10(value), order: t })[scale])
  const states = curves.flatMap(({ alone, smooth }) => (smooth ? [alone, smooth] : [alone]))
  const ends = quantities
    .flatMap(({ of }) => states.map(of))
    .flatMap(told => (told ? [told.q025, told.q975] : []))
  const [low, high] = isShare ? [0, 1] : [Math.min(...ends), Math.max(...ends)]
  const [first, last] = [Math.min(...places), Math.max(...places)]
  const up = from + top + lines * row
  const x = (t: number) =>
    (left + 8 + ((places[t]! - first) / (last - first || 1)) * (width - left - right - 16)).toFixed(1)
  const y = (value: number) => (up + panel - ((value - low) / (high - low || 1)) * panel).toFixed(1)
  const parts = [
    `<text x="${left}" y="${from + 20}" font-weight="600">${escaped(title)}</text>`,
    `<rect x="${left}" y="${up}" width="${width - left - right}" height="${panel}" fill="none" stroke="#999999"/>`,
  ]
  for (let tick = 0; tick <= 4; tick++) {
    const value = low + ((high - low) * tick) / 4
    const text = isShare ? value.toFixed(2) : value.toPrecision(3)
    parts.push(`<text x="${left - 6}" y="${Number(y(value)) + 4}" text-anchor="end">${text}</text>`)
  }
  const labelled = new Set([0, 1, 2, 3, 4].map(i => Math.round((i * (curves.length - 1)) / 4)))
  for (const t of labelled)
    parts.push(`<text x="${x(t)}" y="${up + panel + 16}" text-anchor="middle">${curves[t]!.value}</text>`)
  parts.push(
    `<text x="${width - right}" y="${up + panel + 34}" text-anchor="end">${escaped(withUnit(variable.name, variable.unit))}</text>`,
  )
  quantities.forEach(({ name, of }, i) => {
    const colour = colours[i]!
    if (isShare) {
      const [column, line] = [i % 4, Math.floor(i / 4)]
      const [at, base] = [left + column * 165, from + top + line * row + 4]
      parts.push(
        `<rect x="${at}" y="${base - 9}" width="10" height="10" fill="${colour}"/>`,
        `<text x="${at + 15}" y="${base}">${escaped([...name].length > 22 ? `${firstCharacters(name, 21)}…` : name)}</text>`,
      )
    }
    const smooth = curves.flatMap((curve, t) => {
      const told = curve.smooth && of(curve.smooth)
      return told ? [{ t, ...told }] : []
    })
    if (smooth.length > 0) {
      const band = [
        ...smooth.map(({ t, q975 }) => `${x(t)},${y(q975)}`),
        ...smooth.toReversed().map(({ t, q025 }) => `${x(t)},${y(q025)}`),
      ]
      parts.push(
        `<polygon points="${band.join(' ')}" fill="${colour}" fill-opacity="0.2"/>`,
        `<polyline points="${smooth.map(({ t, mean }) => `${x(t)},${y(mean)}`).join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      )
    }
    curves.forEach(({ alone }, t) => {
      const { mean, q025, q975 } = of(alone)!
      parts.push(
        `<line x1="${x(t)}" x2="${x(t)}" y1="${y(q025)}" y2="${y(q975)}" stroke="${colour}" stroke-opacity="0.5"/>`,
        `<circle cx="${x(t)}" cy="${y(mean)}" r="2.5" fill="${colour}"/>`,
      )
    })
  })
  return parts.join('\n')
}
