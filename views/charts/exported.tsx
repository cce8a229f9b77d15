import { type Chart, type Size, sizeOf } from './figure.tsx'
import { type LegendItem, Sample } from './legend.tsx'
import type { SavedWidth } from './savedFiles.tsx'

/** Pixels of the drawing for a width in mm. The smallest text, 10 px, is then 7.1 pt or more in print. */
const pixels: Record<SavedWidth, number> = { 85: 340, 175: 640 }
const legendRow = 20
/** Of a character of the legend at 12 px, so that no text is measured: generous for the widest of usual letters. */
const characterWidth = 7

/** A model may be called anything; with one of these the whole drawing could not be opened. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const notInXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

interface Drawing {
  chart: Chart
  /** In mm. */
  width: SavedWidth
  /** Rules that need nothing from elsewhere: see src/analyses/drawingStyle. */
  style: string
}

/** A chart as an SVG file of its own: as wide as journals ask for it, on white, with the rules of its marks inside. */
export const savedDrawing = (drawing: Drawing): string =>
  String(<SavedDrawing {...drawing} />).replace(notInXml, '')

function SavedDrawing({ chart, width, style }: Drawing) {
  const size = sizeOf(chart, pixels[width])
  const height = panelHeight(chart, size.width)
  return (
    <>
      {'<?xml version="1.0" encoding="UTF-8"?>\n'}
      <svg
        xmlns="http://www.w3.org/2000/svg"
        class="drawing"
        width={`${width}mm`}
        height={`${((width * height) / size.width).toFixed(2)}mm`}
        viewBox={`0 0 ${size.width} ${height}`}
      >
        <title safe>{chart.title}</title>
        <desc safe>{chart.caption}</desc>
        <style>{style as 'safe'}</style>
        <rect class="paper" width={String(size.width)} height={String(height)} />
        <Panel chart={chart} size={size} />
      </svg>
    </>
  )
}

/** A chart below its legend. */
export function Panel({ chart, size }: { chart: Chart; size: Size }) {
  const legend = placed(chart.legend ?? [], size.width)
  return (
    <>
      {legend.items.map(({ mark, text, x, y }) => (
        <g transform={`translate(${x} ${y})`}>
          <Sample mark={mark} />
          <text class="tick-text" x="30" y="10" safe>
            {text}
          </text>
        </g>
      ))}
      <g transform={`translate(0 ${legend.height})`}>{chart.draw(size)}</g>
    </>
  )
}

export const panelHeight = (chart: Chart, width: number) =>
  sizeOf(chart, width).height + placed(chart.legend ?? [], width).height

/** The items of a legend in rows that are no wider than the drawing. */
function placed(items: LegendItem[], width: number) {
  let [x, row] = [8, 0]
  const placedItems = items.map(item => {
    const room = 30 + item.text.length * characterWidth + 16
    if (x > 8 && x + room > width) [x, row] = [8, row + 1]
    const at = { ...item, x, y: 6 + row * legendRow }
    x += room
    return at
  })
  return { items: placedItems, height: items.length > 0 ? (row + 1) * legendRow + 10 : 0 }
}

/** The data behind a chart as CSV: numbers whole, as they were calculated. */
export function chartCsv({ table }: Chart): (string | number)[][] {
  const { head, rows } = table()
  return [head, ...rows]
}
