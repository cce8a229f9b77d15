import { expect, test } from 'bun:test'
import drawingCss from '#static/drawing.css' with { type: 'text' }
import { coloursIn, contrastOf, surfaces } from '../support/colours.ts'

/** What says nothing that is not said beside it: lines of the grid, the inside of an open point, an empty square and the mark of a mean within a bar. */
const silent = ['.grid', '.mark-dot.hole', '.square-same', '.mean']
/** Drawn with a colour that shines through, over what it belongs to. */
const isBand = (rule: string) => rule.includes('fill-opacity')

const marks = [...drawingCss.matchAll(/^([^\n{}]+) \{([^}]*)\}/gm)].flatMap(([, selector = '', rule = '']) =>
  [...rule.matchAll(/(?:fill|stroke): ([^;]+);/g)].flatMap(([, value = '']) => {
    const colours = coloursIn(value)
    const isText = selector.endsWith('text') || selector.endsWith('.strong')
    return colours && !isText && !isBand(rule) && !silent.includes(selector) ? [{ selector, colours }] : []
  }),
)

test('the marks of charts are found', () => {
  expect(marks.length).toBeGreaterThan(15)
  for (const name of silent) expect(drawingCss).toContain(`${name} {`)
})

for (const scheme of ['light', 'dark'] as const)
  test.each(marks)(`$selector stands out from the ${scheme} surface`, ({ colours }) => {
    expect(contrastOf(colours[scheme], surfaces[scheme])).toBeGreaterThanOrEqual(3)
  })
