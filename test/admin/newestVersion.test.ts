import { expect, test } from 'bun:test'
import { findNewestVersion } from '#src/admin/newestVersion.ts'

/** A server that answers every request with the parts, one after the other. */
async function versionIn(parts: Iterable<string>) {
  let sent = 0
  const each = parts[Symbol.iterator]()
  const server = Bun.serve({
    port: 0,
    fetch: () =>
      new Response(
        new ReadableStream({
          async pull(controller) {
            await Bun.sleep(0)
            const { value, done } = each.next()
            if (done) return controller.close()
            sent += value.length
            controller.enqueue(new TextEncoder().encode(value))
          },
        }),
      ),
  })
  try {
    return { found: await findNewestVersion(server.url.href), sent: () => sent }
  } finally {
    await server.stop(true)
  }
}

test.each([
  ['{"tag_name": "v2.10.1"}', '2.10.1'],
  ['{"name": "bioce", "version": "0.9"}', '0.9'],
  ['v1.2.3\n', '1.2.3'],
  ['<html></html>', undefined],
])('%p tells of %p', async (text, version) => {
  expect((await versionIn(text.match(/.{1,3}/gs)!)).found).toBe(version)
})

test('of an answer without an end, only the beginning is fetched', async () => {
  function* endless() {
    yield '{"version": "3.1", "more": "'
    for (;;) yield 'x'.repeat(10_000)
  }
  const { found, sent } = await versionIn(endless())
  expect(found).toBe('3.1')
  expect(sent()).toBeLessThan(5e6)
})
