import { expect, test } from 'bun:test'
import { stories } from '../support/stories.tsx'

const withNumbers = Object.keys(stories).filter(name => name.startsWith('result'))

for (const name of withNumbers)
  test(`every number of ${name} has a tooltip`, async () => {
    const heads = await headsOf(String(await stories[name]!()))
    expect(heads.length).toBeGreaterThan(3)
    expect(heads.filter(head => !head.hasTip).map(head => head.text)).toEqual([])
  })

/** The names of numbers: heads of their columns, and terms of lists of figures. The data behind a chart is told by its caption; a column that is named for a file or a setting tells a number that others explain. */
async function headsOf(html: string) {
  const heads: { text: string; hasTip: boolean }[] = []
  const collect = {
    element: () => void heads.push({ text: '', hasTip: false }),
    text({ text }: { text: string }) {
      heads.at(-1)!.text += text.trim()
    },
  }
  const tip = { element: () => void (heads.at(-1)!.hasTip = true) }
  await new HTMLRewriter()
    .on('.table-wrap:not(.data-table) th.number:not(.named)', collect)
    .on('.figures dt', collect)
    .on('th.number [role=tooltip]', tip)
    .on('.figures dt [role=tooltip]', tip)
    .transform(new Response(html))
    .text()
  return heads
}
