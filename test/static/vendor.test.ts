import { expect, test } from 'bun:test'
import { iconShapes } from '#views/ui/iconShapes.ts'
import { iconShapes as drawn, vendored, vendoredFile } from '../../static/vendor.ts'

for (const [name, make] of Object.entries(vendored)) {
  test(`static/vendor/${name} is what its package makes`, async () => {
    expect(await Bun.file(vendoredFile(name)).text()).toBe(await make())
  })
}

test('the icons are drawn as in their package', async () => {
  expect(iconShapes).toEqual((await drawn()) as typeof iconShapes)
})
