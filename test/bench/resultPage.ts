/**
 * What opening a large result takes:  bun test/bench/resultPage.ts
 *
 * A result of 200 models and 1,000 points, served as the program serves it and opened in headless Chromium with an
 * empty cache, not scrolled, so that nothing of the 3D view is loaded. Prints the median of five. Goals: < 1 s, < 1.5 MB.
 */
import type { Result } from '#src/ensemble/contract.ts'
import { launchBrowser } from '../support/browser.ts'
import { finishExample, startWeb } from '../support/finishedExample.ts'
import { recordOf } from '../support/records.ts'
import { outcomeOf } from '../support/storyData.ts'

const [modelCount, pointCount, times] = [200, 1000, 5]

const { result, sizes, traces } = outcomeOf({ points: pointCount })
const models: Result['models'] = Array.from({ length: modelCount }, (_, k) => {
  const model = result.models[k % result.models.length]!
  return k < result.models.length ? model : { ...model, name: `conformer-${k + 1}.pdb`, selected: true }
})
const study = {
  ...recordOf(),
  models: models.map((_, k) => ({ ...sizes[k % sizes.length], name: '', atoms: 1 })),
}
const files = {
  'output/result.json': JSON.stringify({ ...result, models }),
  'output/traces.json': JSON.stringify(traces),
  'output/ensemble.pdb': 'END',
  'params.json': JSON.stringify({ name: 'Bench', study, parameters: {} }),
}
const [server, browser] = await Promise.all([startWeb(), launchBrowser()])
const first = await browser.newContext()
const url = await finishExample(await first.newPage(), server, files)
const storageState = await first.storageState()
await first.close()

async function open() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, storageState })
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  let bytes = 0
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
  })
  await devtools.send('Network.enable')
  const startedAt = performance.now()
  await page.goto(url, { waitUntil: 'load' })
  const ms = performance.now() - startedAt
  await page.waitForLoadState('networkidle')
  if (!(await page.locator('#weights tbody tr').count())) throw new Error('this is not the result page')
  await context.close()
  return { ms, bytes }
}

await open() // warms the server up
const opened = []
for (let i = 0; i < times; i++) opened.push(await open())
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
console.log(
  `${modelCount} models, ${pointCount} points: opened in ${Math.round(median(opened.map(each => each.ms)))} ms, ` +
    `${(median(opened.map(each => each.bytes)) / 1e6).toFixed(2)} MB transferred`,
)
await browser.close()
await server.stop()
process.exit(0)
