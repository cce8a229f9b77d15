import { expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { long, unlessLong } from '../support/skips.ts'
import { openStories } from '../support/storyBrowser.ts'
import { until } from '../support/until.ts'

const site = openStories()
/** Every pixel is drawn by the processor: half as many across and down are a quarter of the work. */
const small = { viewport: { width: 600, height: 500 }, deviceScaleFactor: 0.5 }

/** The page of a result with what goes wrong on it and what it asks for. */
async function openResult() {
  const page = await site.newPage(small)
  const found: string[] = []
  const asked: string[] = []
  page.on('pageerror', error => found.push(error.message))
  page.on('console', message => /policy|refused/i.test(message.text()) && found.push(message.text()))
  page.on('request', request => asked.push(new URL(request.url()).pathname))
  await page.goto(`${site.url}result`)
  return { page, found, asked }
}

async function openViewer(page: Page) {
  await page.locator('[data-viewer]').scrollIntoViewIfNeeded()
  await page.click('[data-viewer-open]')
  await page.waitForSelector('[data-viewer][data-ready="12"]')
}

test('the ensemble is drawn in 3D when that is asked for, under the strict content policy', async () => {
  const { page, found, asked } = await openResult()
  expect(asked.filter(path => path.includes('3dmol'))).toEqual([])
  await openViewer(page)
  expect(await page.locator('[data-viewer-open]').isVisible()).toBe(false)
  const [least, most] = (await page.evaluate(shareDrawn)) as [number, number]
  expect(least).toBeGreaterThan(0)
  expect(most).toBeLessThan(1)
  expect(found).toEqual([])
  await page.close()
}, 240_000)

test.skipIf(!long)(
  `models in 3D are marked with table and plot, drawn in another style, laid upon a range and saved${unlessLong}`,
  async () => {
    const { page, found } = await openResult()
    await openViewer(page)
    // Three models are drawn in a fraction of the time of all.
    await page.evaluate(
      `[...document.querySelectorAll('.viewer-models input:checked')].slice(3).forEach(box => box.click())`,
    )
    // Pointing at a model in the table marks it in the plot and draws the others fainter in 3D.
    const drawn = await pixelsOf(page)
    const row = page.locator('#weights tbody tr[data-model]').nth(1)
    const model = await row.getAttribute('data-model')
    await row.dispatchEvent('pointerover')
    expect(await page.locator(`.weight-row.linked[data-model="${model}"]`).count()).toBe(1)
    expect(await page.locator(`.viewer-models .linked[data-model="${model}"]`).count()).toBe(1)
    await until(async () => (await pixelsOf(page)) !== drawn)
    await row.dispatchEvent('pointerout')
    expect(await page.locator('.linked').count()).toBe(0)
    await page.click('text=Models and style')
    for (const style of ['trace', 'sphere', 'cartoon']) {
      await page.selectOption('[data-viewer-style]', style)
      expect(await differentPixels(page)).toBeGreaterThan(500)
      if (style !== 'sphere') continue
      // Pointing at a model in 3D marks it in plot and table.
      await page.mouse.move(...((await page.evaluate(insideModel)) as [number, number]))
      await page.waitForSelector('.weight-row.linked', { state: 'attached' })
      const marked = await page.getAttribute('.weight-row.linked', 'data-model')
      expect(await page.locator(`#weights tbody .linked[data-model="${marked}"]`).count()).toBe(1)
      await page.mouse.move(1, 1)
      await until(async () => (await page.locator('.linked').count()) === 0)
    }
    const before = await pixelsOf(page)
    await page.selectOption('[data-viewer-superposition]', 'range')
    await page.fill('[data-viewer-from]', '50')
    await page.locator('[data-viewer-from]').blur()
    expect(await page.textContent('[data-viewer-text]')).toContain('Drag to turn')
    expect(await pixelsOf(page)).not.toBe(before)
    await page.fill('[data-viewer-from]', '70')
    await page.locator('[data-viewer-from]').blur()
    expect(await page.textContent('[data-viewer-text]')).toContain('three residues or more, from 1 to 70')
    const [picture] = await Promise.all([page.waitForEvent('download'), page.click('[data-viewer-picture]')])
    expect(picture.suggestedFilename()).toBe('ensemble.png')
    await page.evaluate(
      `document.querySelectorAll('.viewer-models input:checked').forEach(box => box.click())`,
    )
    while ((await differentPixels(page)) > 0) await page.evaluate('new Promise(requestAnimationFrame)')
    expect(found).toEqual([])
    await page.close()
  },
  240_000,
)

const pixelsOf = (page: Page) => page.evaluate(`document.querySelector('.viewer-stage canvas').toDataURL()`)

/** Where the drawing begins and ends, across or down, whichever is nearer to the edge; 0 and 1 are the edges of the stage. */
const shareDrawn = `(() => {
  const canvas = document.querySelector('.viewer-stage canvas')
  const { width, height } = canvas
  const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d')
  context.drawImage(canvas, 0, 0)
  const { data } = context.getImageData(0, 0, width, height)
  let [least, most] = [1, 0]
  for (let place = 0; place < width * height; place++) {
    if (data[4 * place] === data[0] && data[4 * place + 1] === data[1]) continue
    const [across, down] = [(place % width) / (width - 1), Math.floor(place / width) / (height - 1)]
    least = Math.min(least, across, down)
    most = Math.max(most, across, down)
  }
  return [least, most]
})()`

/** A place on the screen where the drawing is no background for some pixels around. */
const insideModel = `(() => {
  const canvas = document.querySelector('.viewer-stage canvas')
  canvas.scrollIntoView({ block: 'center' })
  const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height })
  const context = copy.getContext('2d')
  context.drawImage(canvas, 0, 0)
  const { data, width } = context.getImageData(0, 0, copy.width, copy.height)
  const isDrawn = place => data[4 * place] !== data[0] || data[4 * place + 1] !== data[1]
  const around = [0, 5, -5, 5 * width, -5 * width]
  for (let place = 5 * width; place < data.length / 4 - 5 * width; place++) {
    if (!around.every(step => isDrawn(place + step))) continue
    const box = canvas.getBoundingClientRect()
    const scale = box.width / width
    return [box.left + (place % width) * scale, box.top + Math.floor(place / width) * scale]
  }
})()`

/** How many pixels of the drawing are not its background. */
async function differentPixels(page: Page): Promise<number> {
  return page.evaluate(`(() => {
    const canvas = document.querySelector('.viewer-stage canvas')
    const copy = document.createElement('canvas')
    copy.width = canvas.width
    copy.height = canvas.height
    const context = copy.getContext('2d')
    context.drawImage(canvas, 0, 0)
    const { data } = context.getImageData(0, 0, copy.width, copy.height)
    let different = 0
    for (let i = 4; i < data.length; i += 4) if (data[i] !== data[0] || data[i + 1] !== data[1]) different++
    return different
  })()`)
}

test.skipIf(!long)(
  `structures that cannot be fetched leave the picture and can be asked for again, in a browser like WebKitGTK too${unlessLong}`,
  async () => {
    const page = await site.newPage(small)
    await page.addInitScript('OffscreenCanvas.prototype.getContext = () => null')
    let failures = 1
    await page.route('**/ensemble.pdb', route => (failures-- > 0 ? route.abort() : route.continue()))
    await page.goto(`${site.url}result`)
    await page.click('[data-viewer-open]')
    await page.click('[data-viewer-open]:text("Try again")')
    await page.waitForSelector('[data-viewer][data-ready="12"]')
    await page.close()
  },
  240_000,
)

test('without WebGL, and without a script, the flat picture stands in its place', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const page = await site.newPage({ ...small, javaScriptEnabled })
    await page.addInitScript('HTMLCanvasElement.prototype.getContext = () => null')
    await page.goto(`${site.url}result`)
    await page.locator('[data-viewer]').scrollIntoViewIfNeeded()
    expect(await page.locator('[data-viewer-poster] .drawing:visible').count()).toBe(1)
    expect(await page.locator('[data-viewer-tools]:visible').count()).toBe(0)
    const words = javaScriptEnabled ? 'WebGL is missing' : 'They are also in'
    expect(await page.textContent('[data-viewer-text]')).toContain(words)
    await page.close()
  }
}, 240_000)

test.skipIf(!long)(
  `a method's structures are drawn in 3D when that is asked for, models in one file and an mmCIF file${unlessLong}`,
  async () => {
    const page = await site.newPage(small)
    const found: string[] = []
    page.on('pageerror', error => found.push(error.message))
    page.on('console', message => /policy|refused/i.test(message.text()) && found.push(message.text()))
    await page.route('**/ligand.cif', route => route.fulfill({ body: ligand }))
    await page.goto(`${site.url}methodResult`)
    const [models, one] = [page.locator('[data-structure]').first(), page.locator('[data-structure]').last()]
    await models.locator('[data-viewer-open]').click()
    await models.and(page.locator('[data-ready]')).waitFor()
    const count = Number(await models.getAttribute('data-ready'))
    expect(count).toBeGreaterThan(1)
    expect(await models.locator('option').count()).toBe(3 + 1 + count)
    const all = await differentPixels(page)
    expect(all).toBeGreaterThan(500)
    await models.locator('summary').click()
    await models.locator('[data-viewer-model]').selectOption('1')
    await until(async () => (await differentPixels(page)) < all)
    await one.locator('[data-viewer-open]').click()
    await page.locator('[data-structure$="ligand.cif"][data-ready="1"]').waitFor()
    expect(await one.locator('[data-viewer-model]:visible').count()).toBe(0)
    expect(found).toEqual([])
    await page.close()
  },
  240_000,
)

const ligand = `data_ligand
loop_
_atom_site.group_PDB
_atom_site.id
_atom_site.type_symbol
_atom_site.label_atom_id
_atom_site.label_comp_id
_atom_site.label_asym_id
_atom_site.label_seq_id
_atom_site.Cartn_x
_atom_site.Cartn_y
_atom_site.Cartn_z
HETATM 1 C C1 LIG A 1 0.0 0.0 0.0
HETATM 2 O O1 LIG A 1 1.2 0.0 0.0
HETATM 3 N N1 LIG A 1 -0.7 1.2 0.0
`
