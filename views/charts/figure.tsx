import { DataBehind, type DataTable } from './dataTable.tsx'
import { Legend, type LegendItem } from './legend.tsx'
import { type SavedHref, SaveMenu } from './saveMenu.tsx'

/** A drawing is made once for each width; the style sheet shows the one that fits, so text keeps its size. */
export interface Size {
  name: 'narrow' | 'middle' | 'wide'
  width: number
  height: number
  /** About how many ticks have room on the x axis. */
  ticks: number
}

/** A plot as a thing of its own: drawn on a page by `ChartFigure`, in a file by views/charts/exported. */
export interface Chart {
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
  /** What each mark stands for, in the order of the drawing. */
  legend?: LegendItem[]
  table: DataTable
}

/** A chart that can be saved, and where from. */
export interface Figure extends Chart {
  saved?: SavedHref
}

interface FigureProps extends Figure {
  /** Such as the switch between views, above the drawing. */
  controls?: JSX.Element
  /** Without the data behind it, where the whole is a click away. */
  brief?: boolean
}

const widths = { narrow: 340, middle: 640, wide: 1080 }
const smallWidths = { narrow: 340, middle: 500 }

/** The room for a chart that is drawn so many pixels wide. */
export const sizeOf = ({ height = 260, fixedHeight }: Chart, name: Size['name'], width: number): Size => ({
  name,
  width,
  height: fixedHeight ? height : Math.round(height * (width / 340) ** 0.25),
  ticks: Math.round(2 + width / 120),
})

export function ChartFigure({ controls, brief, saved, ...chart }: FigureProps) {
  const { id, title, caption, small, draw, table, legend } = chart
  const sizes = Object.entries(small ? smallWidths : widths).map(([name, width]) =>
    sizeOf(chart, name as Size['name'], width),
  )
  return (
    <figure class={['chart', small && 'chart-small']} id={id}>
      {controls || legend ? (
        <div class="chart-controls">
          {controls ? controls : ''}
          {legend ? <Legend items={legend} /> : ''}
        </div>
      ) : (
        ''
      )}
      {sizes.map(size => (
        <svg
          class={`drawing drawing-${size.name}`}
          viewBox={`0 0 ${size.width} ${size.height}`}
          width={String(size.width)}
          height={String(size.height)}
          role="img"
          aria-label={title}
          aria-describedby={`${id}-caption`}
        >
          {draw(size)}
        </svg>
      ))}
      <figcaption id={`${id}-caption`}>
        <span safe>{caption}</span>
      </figcaption>
      {brief ? (
        ''
      ) : (
        <div class="chart-foot">
          <DataBehind id={id} title={title} table={table} href={saved?.('html')} />
          {saved ? <SaveMenu id={id} title={title} saved={saved} /> : ''}
        </div>
      )}
    </figure>
  )
}
