import { ShownPart } from './chartForm.tsx'
import { DataBehind, type DataTable } from './dataTable.tsx'
import { Legend, type LegendItem } from './legend.tsx'
import { Plot, type Pointer } from './plot.tsx'
import { type SavedHref, SaveLink } from './savedFiles.tsx'

/** How large a drawing is. */
export interface Size {
  /** Of a drawing that is as wide as there is room: takes what is stretched. `width` then counts parts of that room (plane.tsx). */
  plane?: string[]
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
  /** For charts whose height follows from their width in another way than usual. */
  heightAt?: (width: number) => number
  /** For small charts that stand side by side. */
  small?: boolean
  /**
   * What is beside the drawing on a page, where that is not the usual axis (static/charts.css has the margins): the ends of
   * its x axis, the names of models, these with numbers, or nothing: it then keeps its shape, and is as large as there is room.
   */
  beside?: 'ends' | 'names' | 'numbers' | 'nothing'
  /** In pixels, of a drawing that is no wider on a page. */
  widthMax?: number
  draw: (size: Size) => JSX.Element
  /** What each mark stands for, in the order of the drawing. */
  legend?: LegendItem[]
  /** For drawings of points: what a pointer on them tells. */
  pointer?: Pointer
  /** The data behind it: made when it is asked for. */
  table: () => DataTable
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
  /** Says something of what is drawn, between it and its caption. */
  note?: JSX.Element
}

/** The room for a chart that is drawn so many pixels wide. */
export const sizeOf = ({ height = 260, fixedHeight, heightAt }: Chart, width: number): Size => ({
  width,
  height: heightAt?.(width) ?? (fixedHeight ? height : Math.round(height * (width / 340) ** 0.25)),
  ticks: Math.round(2 + width / 120),
})

/** The room for a chart on a page: as high as where it is of middle width. */
function sizeOnPage(chart: Chart): Size {
  const { small, beside, widthMax } = chart
  if (beside === 'nothing') return sizeOf(chart, 340)
  const { height, ticks } = sizeOf(chart, small ? 480 : 720)
  return { plane: [], width: widthMax ?? (small ? 400 : 700), height, ticks: small ? ticks : ticks + 2 }
}

export function ChartFigure({ controls, ...shown }: FigureProps) {
  const { id, small } = shown
  return (
    <figure class={['chart', small && 'chart-small']} id={id}>
      {controls ? (
        <>
          {controls}
          <ShownPart chart={id}>
            <Shown {...shown} />
          </ShownPart>
        </>
      ) : (
        <Shown {...shown} />
      )}
    </figure>
  )
}

function Shown({ brief, saved, note, ...chart }: Omit<FigureProps, 'controls'>) {
  const { id, title, caption, table, legend } = chart
  const isPlot = Boolean(chart.pointer && saved && !brief)
  return (
    <>
      {legend ? <Legend items={legend} switches={isPlot} /> : ''}
      {isPlot ? (
        <Plot pointer={chart.pointer!} values={saved!('csv')}>
          <Drawing chart={chart} />
        </Plot>
      ) : (
        <Drawing chart={chart} />
      )}
      {note ? note : ''}
      <figcaption id={`${id}-caption`} safe>
        {caption}
      </figcaption>
      {brief ? (
        ''
      ) : (
        <div class="chart-foot">
          <DataBehind title={title} table={table} href={saved?.('html')} />
          {saved ? <SaveLink title={title} saved={saved} /> : ''}
        </div>
      )}
    </>
  )
}

function Drawing({ chart }: { chart: Chart }) {
  const { id, title, beside, widthMax, draw } = chart
  const size = sizeOnPage(chart)
  const { plane, width, height } = size
  const drawn = draw(size)
  const viewBox = `0 0 ${width} ${height}`
  return (
    <svg
      class={['drawing', beside && `beside-${beside}`]}
      viewBox={plane ? undefined : viewBox}
      width={plane ? widthMax && String(widthMax) : String(width)}
      height={String(height)}
      role="img"
      aria-label={title}
      aria-describedby={`${id}-caption`}
    >
      {plane ? (
        // biome-ignore lint/a11y/noSvgWithoutTitle: the drawing that it belongs to has a name
        <svg viewBox={viewBox} preserveAspectRatio="none">
          {plane.join('') as 'safe'}
        </svg>
      ) : (
        ''
      )}
      {drawn}
    </svg>
  )
}
