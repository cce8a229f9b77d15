/**
 * Five real studies without an account, from the first page to the result:  bun test/bench/guestJourneys.ts [FOLDER]
 *
 * Starts `bioce` and a browser, and does what a visitor does with their own files. Prints the clicks, of which choosing files
 * is one, the seconds until the verdict stands there, and the verdict. With a FOLDER, it keeps pictures of each page at 360 and
 * 1440 px in it. Goals: at most 6 clicks and 5 minutes each.
 */
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { watchForTrouble } from '../journeys/world.ts'
import { launchBrowser } from '../support/browser.ts'
import { startServer } from '../support/server.ts'
import { sharedFolder } from '../support/skips.ts'

const pdbs = (folder: string, ...names: string[]) =>
  names.map(name => join(sharedFolder(folder), `${name}.pdb`))
const calmodulin = ['0031_894', '0079_998', '0163_138', '0238_582'].map(end => `trans_1CLL_full_noCA_${end}`)
const c2 = ['0010_880', '0043_494', '0060_823', '0216_741', '0335_289'].map(end => `c2de_rx_${end}`)
const studies: [name: string, curve: string, library: string[]][] = [
  ['Capsid', 'saxs/inputs/exp_test_10pts.dat', pdbs('saxs/inputs', ...[1, 2, 3, 4, 5].map(k => `bioce${k}`))],
  [
    'Calmodulin',
    'published/calmodulin_saxs/CAM_SMB_stdError.dat',
    pdbs('published/calmodulin_saxs', ...calmodulin),
  ],
  ['C2 domain', 'published/c2delta_saxs/16_extrap_5concs-10p.dat', pdbs('published/c2delta_saxs', ...c2)],
  ['Phosphoprotein', 'curves/phospho.dat', pdbs('curves', 'phospho')],
  ['RNA', 'curves/rna.dat', pdbs('curves', 'rna')],
]
const clicksMax = 6
const secondsMax = 300
const pictures = process.argv[2]

const server = await startServer()
const browser = await launchBrowser()
try {
  for (const study of studies) await analyse(browser, ...study)
} finally {
  await browser.close()
  await server.stop()
}

async function analyse(browser: Browser, name: string, curve: string, library: string[]): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  const trouble = watchForTrouble(page, server.origin)
  await page.addInitScript("localStorage.setItem('toured', 'before')")
  const startedAt = Date.now()
  let clicks = 0
  const click = async (what: string) => {
    clicks++
    await page.click(what)
  }
  const choose = async (field: string, paths: string | string[]) => {
    clicks++
    await page.setInputFiles(`[name=${field}]`, paths)
  }
  await page.goto(server.origin)
  await click('text=Analyse your own data')
  await page.fill('[name=name]', name)
  await choose('curve', join(sharedFolder('.'), curve))
  await choose('library', library)
  await click('form#upload button[type=submit]')
  await page.waitForSelector('#keep', { timeout: 100_000 })
  await picture(page, `${name}-check`)
  const unit = page.locator('[name=unit]')
  if ((await unit.and(page.locator(':checked')).count()) === 0) await click('[name=unit] >> nth=0')
  await click('[name=andAnalyse]')
  await page.waitForSelector('[data-tour-step=submit]', { timeout: 50_000 }).catch(async error => {
    throw new Error(`${name}: ${await page.textContent('main')}`, { cause: error })
  })
  await picture(page, `${name}-form`)
  if (
    await page
      .locator('[name=name]')
      .inputValue()
      .then(text => text === '')
  )
    await page.fill('[name=name]', 'First')
  await click('[data-tour-step=submit]')
  await page.waitForURL(/\/analyses\/\d+$/)
  await page.waitForSelector('[data-tour-step=verdict]', { timeout: 1000 * secondsMax })
  const seconds = (Date.now() - startedAt) / 1000
  const verdict = await page.textContent('[data-tour-step=verdict] .notice-title')
  const isGood = clicks <= clicksMax && seconds <= secondsMax && trouble.length === 0
  console.log(
    `${isGood ? 'ok  ' : 'FAIL'} ${name}: ${clicks} clicks, ${seconds.toFixed(0)} s. ${verdict?.trim()}`,
  )
  for (const line of trouble) console.log(`     ${line}`)
  if (!isGood) process.exitCode = 1
  await picture(page, `${name}-result`)
  await context.close()
}

/** At both widths, of what is seen first. */
async function picture(page: Page, name: string): Promise<void> {
  if (!pictures) return
  for (const width of [360, 1440]) {
    await page.setViewportSize({ width, height: width === 360 ? 740 : 900 })
    await page.screenshot({ path: join(pictures, `${name.replaceAll(' ', '_')}-${width}.png`) })
  }
}
