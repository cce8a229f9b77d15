import type { Children } from '@kitajs/html'

/** A drawing is made once for each width; the style sheet shows the one that fits, so text keeps its size. */
export interface Size {
  name: 'narrow' | 'middle' | 'wide'
  width: number
  height: number
  /** About how many ticks have room on the x axis. */
  ticks: number
}

interface FigureProps {
  id: string
  title: string
  /** What to see, in a sentence or two. */
  caption: string
  /** Of the drawing on a phone; wider drawings are a little higher. */
  height?: number
  /** For charts whose height counts rows. */
  fixedHeight?: boolean
  /** For small charts that stand side by side. */
  small?: boolean
  draw: (size: Size) => JSX.Element
  table: DataTable
  /** Such as the switch between views, above the drawing. */
  controls?: JSX.Element
}

export interface DataTable {
  head: string[]
  rows: string[][]
}

const widths = { narrow: 340, middle: 640, wide: 1080 }
const smallWidths = { narrow: 340, middle: 500 }

export function ChartFigure(props: FigureProps) {
  const { id, title, caption, height = 260, fixedHeight, small, draw, table, controls } = props
  const sizes = Object.entries(small ? smallWidths : widths).map(([name, width]) => ({
    name: name as Size['name'],
    width,
    height: fixedHeight ? height : Math.round(height * (width / 340) ** 0.25),
    ticks: Math.round(2 + width / 120),
  }))
  return (
    <figure class={['chart', small && 'chart-small']} id={id}>
      {controls ? <div class="chart-controls">{controls}</div> : ''}
      {sizes.map(size => (
        <svg
          class={`drawing drawing-${size.name}`}
          viewBox={`0 0 ${size.width} ${size.height}`}
          width={String(size.width)}
          height={String(size.height)}
          role="img"
          aria-labelledby={`${id}-${size.name}-title`}
        >
          <title id={`${id}-${size.name}-title`} safe>
            {`${title}. ${caption}`}
          </title>
          {draw(size)}
        </svg>
      ))}
      <figcaption>
        <span safe>{caption}</span>
      </figcaption>
      <DataBehind title={title} table={table} />
    </figure>
  )
}

function DataBehind({ title, table }: { title: string; table: DataTable }) {
  return (
    <details class="data">
      <summary>
        Data table
        <span class="visually-hidden" safe>{` of ${title}`}</span>
      </summary>
      <section class="table-wrap data-table" tabindex="0" aria-label={`Data of ${title}`}>
        <table>
          <thead>
            <tr>
              {table.head.map(text => (
                <th scope="col" class="number" safe>
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map(row => (
              <tr>
                {row.map(text => (
                  <td class="number" safe>
                    {text}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}

/** The legend of a drawing: swatch and word, in the order of the drawing. */
export function Legend({ children }: { children?: Children }) {
  return <ul class="legend">{children}</ul>
}

export function LegendItem({ mark, text }: { mark: string; text: string }) {
  return (
    <li>
      <svg viewBox="0 0 24 12" width="24" height="12" aria-hidden="true">
        {mark === 'band' ? (
          <rect class="mark-band" x="0" y="1" width="24" height="10" />
        ) : mark === 'data' ? (
          <>
            <path class="mark-error" d="M12 0v12" />
            <path class="mark-dot" d="M12 6h0" />
          </>
        ) : (
          <path class={`mark-${mark}`} d="M1 6h22" />
        )}
      </svg>
      <span safe>{text}</span>
    </li>
  )
}
