/** What static/plots.js needs beside the table behind a chart, whose first column is what its x axis shows. */
export interface Pointer {
  /** The x axis has a power of the first column, or its logarithm, ... */
  x: 'log' | 1 | 2
  /** ... from one value of it to another. */
  range: readonly [number, number]
  /** Columns that are told of a point. */
  told: number[]
}

interface PlotProps {
  pointer: Pointer
  /** Where the table behind it is. */
  values: string
  children: JSX.Element
}

/** Around a drawing whose points static/plots.js tells of. */
export const Plot = ({ pointer: { x, range, told }, values, children }: PlotProps) => (
  <div
    class="plot"
    data-values={values}
    data-x={String(x)}
    data-from={String(range[0])}
    data-to={String(range[1])}
    data-told={told.join()}
  >
    {children}
  </div>
)
