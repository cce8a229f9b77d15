import { expect, test } from 'bun:test'
import { SelectField } from '#views/ui/field.tsx'
import { Form } from '#views/ui/form.tsx'
import { RadioField } from '#views/ui/radioField.tsx'
import { frameAt } from '../support/storyData.ts'

test('each fault follows the label or legend of its field, as it was escaped, without a colon after a question mark', async () => {
  const form = {
    values: {},
    errors: { unit: 'Choose one.', kind: 'Choose <one>.', 'a"\\': 'Too late.', '': 'Try again.' },
  }
  const choices = [{ value: '1', text: 'one', hint: '' }]
  const page = await (
    <Form action="/" frame={frameAt('/')} form={form}>
      <SelectField form={form} name="unit" label="Unit in <a & b>?" tip={<>A tip</>} options={choices} />
      <RadioField form={form} name="kind" label="Kind" options={choices} />
    </Form>
  )
  const faults: [string | null, string][] = []
  new HTMLRewriter()
    .on('.error-summary a, .error-summary span', {
      element: fault => void faults.push([fault.getAttribute('href'), '']),
      text: ({ text }) => {
        faults.at(-1)![1] += text
      },
    })
    .transform(page)
  expect(faults).toEqual([
    ['#unit', 'Unit in &lt;a &amp; b&gt;? Choose one.'],
    ['#kind', 'Kind: Choose &lt;one&gt;.'],
    ['#a&#34;\\', 'Too late.'],
    [null, 'Try again.'],
  ])
})
