import { Icon } from '../ui/icon.tsx'

/** The address of a chart as a file, by the ending of its name and, for a drawing, its width in mm. */
export type SavedHref = (ending: 'svg' | 'csv', width?: SavedWidth) => string

/** The widths of a figure in a journal, in mm: one column and two. */
const savedWidths = [85, 175] as const
export type SavedWidth = (typeof savedWidths)[number]

const columns: Record<SavedWidth, string> = { 85: 'One column, 85 mm', 175: 'Two columns, 175 mm' }

/** The chart as files. The browser makes the PNG of the SVG (static/figures.js), so without JavaScript it is not offered. */
export function SaveMenu({ id, title, saved }: { id: string; title: string; saved: SavedHref }) {
  const menu = `${id}-files`
  return (
    <span class="save">
      <button type="button" class="quiet small" popovertarget={menu}>
        <Icon name="download" />
        Save
        <span class="visually-hidden" safe>{` ${title}`}</span>
      </button>
      <span id={menu} popover="auto" class="popover save-menu">
        {savedWidths.map(width => (
          <span class="save-row">
            <span safe>{columns[width]}</span>
            <a href={saved('svg', width)} download="">
              SVG
            </a>
            {[300, 600].map(dpi => (
              <button type="button" data-png={saved('svg', width)} data-dpi={String(dpi)} hidden>
                PNG, {dpi} dpi
              </button>
            ))}
          </span>
        ))}
        <noscript>
          <span class="help">Saving as PNG needs JavaScript; SVG and CSV do not.</span>
        </noscript>
        <span class="save-row">
          <span>Data behind it</span>
          <a href={saved('csv')} download="">
            CSV
          </a>
        </span>
      </span>
    </span>
  )
}
