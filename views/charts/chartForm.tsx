import type { Children } from '@kitajs/html'

interface ChartFormProps {
  /** Of the chart whose view it chooses. */
  chart: string
  /** The page that the chart stands on, and where its part of it is fetched from. */
  page: string
  part?: string
  children: Children
}

const shownPart = (chart: string) => `${chart}-shown`

/** What of a chart with a form comes anew: all that is below the form. The last choice wins over one that is on its way. */
export const ShownPart = ({ chart, children }: { chart: string; children: Children }) => (
  <div id={shownPart(chart)}>{children}</div>
)

/** For whatever fetches it. */
export const fetchShown = (chart: string, href: string) => ({
  'hx-get': href,
  'hx-target': `#${shownPart(chart)}`,
  'hx-select': `#${shownPart(chart)}`,
  'hx-swap': 'outerHTML',
  'hx-sync': 'closest section:replace',
})

/** Chooses what a chart shows: with a script at once, without one by a button. */
export const ChartForm = ({ chart, page, part = page, children }: ChartFormProps) => (
  <form
    class="chart-form"
    method="get"
    action={`${page}#${chart}`}
    hx-trigger="change, submit"
    hx-replace-url={part === page ? 'true' : undefined}
    {...fetchShown(chart, part)}
  >
    {children}
    <noscript>
      <button type="submit" class="quiet small">
        Show
      </button>
    </noscript>
  </form>
)
