import { expect, test } from 'bun:test'
import { fieldTips } from '#views/ui/fieldTips.ts'
import { stories } from '../support/stories.tsx'

const used = new Set<string>()

/** Pages made from the schema or from a method's manifest: what a field means is its help, below it. */
const others = Object.entries(stories).filter(
  ([name]) => !/^(admin(Form|List)|methodForm|uploadInputs|simulationForm|planningForm)/.test(name),
)

/** A number of one's own belongs to the choice beside it, whose tooltip tells of both. */
for (const [name, story] of others) {
  test(`every field of ${name} has a tooltip`, async () => {
    const { fields, tips } = await read(String(await story()))
    expect(fields.filter(({ id }) => !tips.has(`tip-${id.replace(/Value$/, '')}`))).toEqual([])
    for (const field of fields) used.add(field.name)
  })
}

test('no tooltip is left over from a field that is gone', () => {
  expect(Object.keys(fieldTips).filter(name => !used.has(name))).toEqual([])
})

/** The fields that a page asks to be filled in and sent, and the ids of its tooltips; radio buttons count by their name. */
async function read(html: string) {
  const fields: { id: string; name: string }[] = []
  const tips = new Set<string>()
  const collect = {
    element(field: HTMLRewriterTypes.Element) {
      const type = field.getAttribute('type')
      const name = field.getAttribute('name')!
      if (type !== 'hidden') fields.push({ name, id: type === 'radio' ? name : field.getAttribute('id')! })
    },
  }
  await new HTMLRewriter()
    .on('form[method=post] input', collect)
    .on('form[method=post] select', collect)
    .on('form[method=post] textarea', collect)
    .on('[role=tooltip]', { element: tip => void tips.add(tip.getAttribute('id')!) })
    .transform(new Response(html))
    .text()
  return { fields, tips }
}
