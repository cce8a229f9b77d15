import { expect, test } from 'bun:test'
import { iconShapes } from '#views/ui/iconShapes.ts'
import { iconShapes as drawn, packageText, vendored, vendoredFile } from '../../static/vendor.ts'

for (const [name, sources] of Object.entries(vendored)) {
  test(`static/vendor/${name} is the file of its package`, async () => {
    expect(await Bun.file(vendoredFile(name)).text()).toBe(await packageText(sources))
  })
}

test('the icons are drawn as in their package', async () => {
  expect(iconShapes).toEqual((await drawn()) as typeof iconShapes)
})
