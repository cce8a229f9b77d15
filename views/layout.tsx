import type { Children } from '@kitajs/html'
import { type Frame, siteNameOf } from './frame.ts'
import { paths } from './paths.ts'
import { BareHeader, SiteHeader } from './siteHeader.tsx'
import { Banners } from './ui/banners.tsx'
import { Breadcrumbs, type Crumb } from './ui/breadcrumbs.tsx'
import { SharedIcons } from './ui/icon.tsx'
import { Toast } from './ui/notice.tsx'
import { Typeset } from './ui/typeset.tsx'

interface LayoutProps {
  title: string
  frame: Frame
  crumbs?: Crumb[]
  /** Names in static/ of the styles that this page needs beside the usual ones. */
  styles?: string[]
  /** Names in static/ of the scripts that this page needs beside the usual ones. */
  scripts?: string[]
  /** Without JavaScript, look again after so many seconds. */
  refreshSeconds?: number
  /** The tour of this page: a name in static/tourSteps.js, or the steps themselves. */
  tour?: string | PlacedStep[]
  /** How wide a screen must be, in rem, lest the rows of tables become cards: 64 without it. */
  tablesFrom?: number
  /** Nothing but the page itself: no other one can be reached. */
  offline?: boolean
  children?: Children
}

/** Of tables with few columns, whose rows become cards on a phone alone. */
export const slimTables = 46

/** A step of a tour: the selector of what it points at, its title and its words. */
export type PlacedStep = [selector: string, title: string, text: string]

// No injected style, same origin only, no history kept in the browser; of the errors only a form (422) is swapped in.
const htmxConfig = JSON.stringify({
  mode: 'same-origin',
  history: 'reload',
  includeIndicatorCSS: false,
  extensions: 'sse',
  noSwap: [204, 304, 401, 403, 404, 413, 429, '5xx'],
})

const sheets = [
  'app.css',
  'components.css',
  'fold.css',
  'forms.css',
  'charts.css',
  'drawing.css',
  'pages.css',
]

export function Layout(props: LayoutProps) {
  const {
    title,
    frame,
    crumbs,
    styles = [],
    scripts = [],
    refreshSeconds,
    tour,
    tablesFrom = 64,
    offline,
    children,
  } = props
  const tourStarts = tour === 'profile' && frame.viewer?.isToured === false
  const theme = frame.theme === 'light' || frame.theme === 'dark' ? frame.theme : undefined
  return (
    <>
      {'<!doctype html>'}
      <html lang="en" data-theme={theme}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content={theme ?? 'light dark'} />
          <meta name="htmx-config" content={htmxConfig} />
          <title safe>{`${title} · ${siteNameOf(frame)}`}</title>
          <link rel="preload" as="style" href={paths.asset('vendor/pico.min.css')} />
          {[...sheets, ...styles].map(name => (
            <link
              rel="stylesheet"
              media={name === 'fold.css' ? `screen and (width < ${tablesFrom}rem)` : undefined}
              href={paths.asset(name)}
            />
          ))}
          <link rel="stylesheet" media="print" href={paths.asset('print.css')} />
          <link rel="manifest" href={paths.manifest()} />
          <link rel="icon" type="image/svg+xml" href={paths.asset('images/favicon.svg')} />
          <script defer src={paths.asset('vendor/htmx.min.js')} />
          {['site.js', 'connectionStatus.js', ...scripts].map(name => (
            <script type="module" src={paths.asset(name)} />
          ))}
          {refreshSeconds ? (
            <noscript>
              <meta http-equiv="refresh" content={String(refreshSeconds)} />
            </noscript>
          ) : (
            ''
          )}
        </head>
        <body
          data-tour={typeof tour === 'string' ? tour : undefined}
          data-tour-steps={typeof tour === 'object' && tour.length > 0 ? JSON.stringify(tour) : undefined}
          data-tour-starts={tourStarts ? paths.tours() : undefined}
          data-health={paths.health()}
          data-worker={paths.offlineWorker()}
          data-offline={offline}
        >
          <a class="skip" href="#main">
            Skip to the content
          </a>
          <Banners frame={frame} />
          {offline ? (
            <BareHeader frame={frame} />
          ) : (
            <SiteHeader frame={frame} hasTour={Boolean(tour?.length)} />
          )}
          <main id="main" tabindex="-1">
            {frame.flash ? <Toast flash={frame.flash} /> : ''}
            {crumbs ? <Breadcrumbs crumbs={crumbs} /> : ''}
            <Typeset>{children}</Typeset>
          </main>
          {offline ? '' : <Footer frame={frame} />}
          <SharedIcons />
        </body>
      </html>
    </>
  )
}

function Footer({ frame: { site, isBuiltInOff } }: { frame: Frame }) {
  return (
    <footer class="site-footer">
      <nav aria-label="About this site">
        <a href={paths.citation()}>How to cite</a>
        <a href={paths.terms()}>Terms</a>
        <a href={paths.privacy()}>Privacy</a>
        {site?.hasImprint ? <a href={paths.imprint()}>Imprint</a> : ''}
        <a href={paths.contact()}>Contact</a>
        <a href={paths.status()}>Status</a>
      </nav>
      {isBuiltInOff ? '' : <p>Conformational ensembles of flexible proteins from small-angle scattering.</p>}
      <p
        safe
      >{`${site?.operator ? `Run by ${site.operator}. ` : ''}This site sets no cookies but those it needs.`}</p>
    </footer>
  )
}
