import { expect, test } from 'bun:test'

test('rows are sorted by numbers as pages write them, and by names in their natural order', async () => {
  // What the script looks for on a page; here it finds nothing.
  Object.assign(globalThis, { document: { querySelectorAll: () => [] } })
  try {
    // @ts-expect-error a script of the browser
    const { compare } = await import('#static/tables.js')
    const sorted = (texts: string[]) => texts.toSorted(compare)
    expect(sorted(['1,000', '20', '3', '12,345'])).toEqual(['3', '20', '1,000', '12,345'])
    expect(sorted(['0.2', '−0.5', '−0.25'])).toEqual(['−0.5', '−0.25', '0.2'])
    expect(sorted(['model 10', 'model 9'])).toEqual(['model 9', 'model 10'])
    expect(sorted(['2026-11-30T12:00:00Z', '2026-02-01T12:00:00Z'])).toEqual([
      '2026-02-01T12:00:00Z',
      '2026-11-30T12:00:00Z',
    ])
  } finally {
    Reflect.deleteProperty(globalThis, 'document')
  }
})
