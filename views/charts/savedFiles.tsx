import { Icon } from '../ui/icon.tsx'

/** The address of a chart as a file, or of its data as a page, by the ending of its name; for a drawing with its width in mm. */
export type SavedHref = (ending: 'svg' | 'pdf' | 'csv' | 'html', width?: SavedWidth) => string

/** The widths of a figure in a journal, in mm: one column and two. */
export const savedWidths = [85, 175] as const
export type SavedWidth = (typeof savedWidths)[number]

/** Leads to the page of the chart, which has its files; static/figures.js opens them as a menu in place, with PNG. */
export function SaveLink({ title, saved }: { title: string; saved: SavedHref }) {
  return (
    <span class="save">
      <a class="button quiet small" href={saved('html')} aria-label={`Save ${title}`}>
        <Icon name="download" />
        Save
      </a>
    </span>
  )
}

/** The chart as files: drawings and the data behind it. */
export function SavedFiles({ saved }: { saved: SavedHref }) {
  return (
    <>
      {savedWidths.flatMap(width =>
        (['svg', 'pdf'] as const).map(ending => (
          <a class="button quiet" href={saved(ending, width)} download="" safe>
            {`${ending.toUpperCase()}, ${width} mm`}
          </a>
        )),
      )}
      <a class="button quiet" href={saved('csv')} download="">
        Save as CSV
      </a>
    </>
  )
}
