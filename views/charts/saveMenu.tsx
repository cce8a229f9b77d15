import { Icon } from '../ui/icon.tsx'

/** The address of a chart as a file, or of its data as a page, by the ending of its name; for a drawing with its width in mm. */
export type SavedHref = (ending: 'svg' | 'csv' | 'html', width?: SavedWidth) => string

/** The widths of a figure in a journal, in mm: one column and two. */
const savedWidths = [85, 175] as const
export type SavedWidth = (typeof savedWidths)[number]

const columns: Record<SavedWidth, string> = { 85: 'One column, 85 mm', 175: 'Two columns, 175 mm' }

/** The chart as files. The browser makes the PNG of the SVG, so static/figures.js offers it beside each. */
export function SaveMenu({ id, title, saved }: { id: string; title: string; saved: SavedHref }) {
  const menu = `${id}-files`
  return (
    <span class="save">
      <button type="button" class="quiet small" popovertarget={menu} aria-label={`Save ${title}`}>
        <Icon name="download" />
        Save
      </button>
      <span id={menu} popover class="popover save-menu">
        {savedWidths.map(width => (
          <span>
            <span safe>{columns[width]}</span>
            <a href={saved('svg', width)} download="">
              SVG
            </a>
          </span>
        ))}
        <span>
          <span>Data behind it</span>
          <a href={saved('csv')} download="">
            CSV
          </a>
        </span>
      </span>
    </span>
  )
}
