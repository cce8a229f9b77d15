import { Panel, panelHeight } from './exported.tsx'
import { type Chart, sizeOf } from './figure.tsx'

const marks = 'abcdefghijklmnopqrstuvwxyz'
/** Drawings that are narrower than this have their panels one below the other. */
const twoColumnsMin = 500
const markRow = 22

/** Charts as the lettered panels of one figure, with one table of all their values. */
export function composedChart(charts: Chart[]): Chart {
  return {
    id: 'figure',
    title: 'Figure for a paper',
    caption: charts.map(({ title, caption }, i) => `(${marks[i]}) ${title}. ${caption}`).join(' '),
    heightAt: width => rowsOf(charts, width).reduce((sum, row) => sum + row.height, 0),
    draw: ({ width }) => {
      const rows = rowsOf(charts, width)
      return (
        <>
          {rows.map(({ panels, top, panelWidth }) =>
            panels.map(({ chart, letter, column }) => (
              <g transform={`translate(${column * panelWidth} ${top})`}>
                <text class="panel-letter" x="4" y="17" safe>
                  {letter}
                </text>
                <g transform={`translate(0 ${markRow})`}>
                  <Panel chart={chart} size={sizeOf(chart, panelWidth)} />
                </g>
              </g>
            )),
          )}
        </>
      )
    },
    table: () => ({
      head: ['panel', 'row', 'column', 'value'],
      rows: charts.flatMap(({ table }, i) => {
        const { head, rows } = table()
        return rows.flatMap((row, at) =>
          row.map((value, column) => [marks[i]!, at + 1, head[column]!, value]),
        )
      }),
    }),
  }
}

/** Which panels stand beside each other, and where. */
function rowsOf(charts: Chart[], width: number) {
  const columns = width < twoColumnsMin ? 1 : 2
  const panelWidth = width / columns
  let top = 0
  return Array.from({ length: Math.ceil(charts.length / columns) }, (_, row) => {
    const panels = charts
      .slice(row * columns, (row + 1) * columns)
      .map((chart, column) => ({ chart, column, letter: marks[row * columns + column]! }))
    const height = markRow + Math.max(...panels.map(({ chart }) => panelHeight(chart, panelWidth)))
    top += height
    return { panels, panelWidth, height, top: top - height }
  })
}
