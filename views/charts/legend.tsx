/** The kinds of marks that a legend can show; static/drawing.css gives each its look. */
export type Mark = 'data' | 'fit' | 'band' | 'model-band' | 'single' | 'library' | 'ensemble'

export interface LegendItem {
  mark: Mark
  text: string
}

/** Swatch and word of each mark, in the order of the drawing; those of a plot can be switched off (static/charts.css). */
export function Legend({ items, switches }: { items: LegendItem[]; switches?: boolean }) {
  return (
    <ul class="legend">
      {items.map(({ mark, text }) => {
        const shown = (
          <>
            <svg viewBox="0 0 24 12" width="24" height="12" aria-hidden="true">
              <Sample mark={mark} />
            </svg>
            <span safe>{text}</span>
          </>
        )
        return (
          <li>
            {switches ? (
              <label>
                <input type="checkbox" value={mark} checked />
                {shown}
              </label>
            ) : (
              shown
            )}
          </li>
        )
      })}
    </ul>
  )
}

/** A mark as the drawing shows it, in a box of 24 by 12. */
export function Sample({ mark }: { mark: Mark }) {
  if (mark === 'band' || mark === 'model-band')
    return <rect class={`mark-${mark}`} x="0" y="1" width="24" height="10" />
  if (mark !== 'data') return <path class={`mark-${mark}`} d="M1 6h22" />
  return (
    <>
      <path class="mark-error" d="M12 0v12" />
      <path class="mark-dot open" d="M12 6h0" />
      <path class="mark-dot hole" d="M12 6h0" />
    </>
  )
}
