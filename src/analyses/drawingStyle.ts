import appCss from '#static/app.css' with { type: 'text' }
import drawingCss from '#static/drawing.css' with { type: 'text' }

/**
 * The rules of a chart saved as a file of its own: those of drawing.css by day, on white, with every colour written
 * out and no selector inside another, since programs that draw and lay out figures know neither variables nor light-dark(),
 * and some no nesting.
 */
export const drawingStyle = `${plain(drawingCss, appCss)}
.paper { fill: #fff; }
text { font-family: Helvetica, Arial, 'Liberation Sans', sans-serif; }
`

function plain(css: string, tokens: string): string {
  const token = (name: string) => new RegExp(`^\\s*${name}: (.+);$`, 'm').exec(tokens)?.[1] ?? ''
  return css
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/var\((--[\w-]+)\)/g, (_, name) => token(name))
    .replaceAll('.drawing ', '')
    .replaceAll(/light-dark\(([^,]+),[^)]*\)/g, '$1')
    .trim()
}
