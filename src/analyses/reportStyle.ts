import appCss from '#static/app.css' with { type: 'text' }
import chartsCss from '#static/charts.css' with { type: 'text' }
import componentsCss from '#static/components.css' with { type: 'text' }
import drawingCss from '#static/drawing.css' with { type: 'text' }
import foldCss from '#static/fold.css' with { type: 'text' }
import formsCss from '#static/forms.css' with { type: 'text' }
import pagesCss from '#static/pages.css' with { type: 'text' }
import printCss from '#static/print.css' with { type: 'text' }
import picoCss from '#static/vendor/pico.min.css' with { type: 'text' }

/** The rules of the site in one piece, for a report that is read as a file. */
export const reportStyle = [
  appCss.replace(/@import url\('vendor\/pico\.min\.css'\) layer\(pico\);/, () => `@layer pico {${picoCss}}`),
  componentsCss,
  `@media screen and (max-width: 63.99rem) {${foldCss}}`,
  formsCss,
  chartsCss,
  drawingCss,
  pagesCss,
  `@media print {${printCss}}`,
].join('\n')
