/**
 * One headless Chromium for the tests: an installed one where there is one, else the one that lies inside the
 * development dependency, unpacked once for this checkout together with the libraries and fonts it needs.
 */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Browser, type BrowserContextOptions, chromium as playwright } from 'playwright-core'
import { devDependencies } from '../../package.json'
import { atEnd } from './atEnd.ts'

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

// WebGL by software (but not the whole page through it, which takes three times the work), no sandbox (tests may run as
// root) and nothing that calls out on its own.
const flags = [
  '--headless',
  '--no-sandbox',
  '--no-zygote',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--disable-gpu-compositing',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

let running: Promise<Browser> | undefined

/** The one browser of a run of tests: its files come one after another. It goes with the run, which so counts its work. */
export function openBrowser(): Promise<Browser> {
  running ??= openQuietBrowser()
  return running
}

/** At the end of a test file: the next finds a browser without a page, cookie or worker. */
export async function closePages(): Promise<void> {
  const browser = await running
  await Promise.all(browser?.contexts().map(context => context.close()) ?? [])
}

/**
 * What pages are without, unless a test is about it: motion, as a sign that turns while an analysis is waited for takes a tenth of
 * a processor, and the service worker, without which a page takes a quarter less work.
 */
const usual: BrowserContextOptions = { reducedMotion: 'reduce', serviceWorkers: 'block' }

/** How long a step of a journey waits for what it needs: on a machine at a load of 25 some take more than 30 seconds. */
const waitMs = 100_000

async function openQuietBrowser(): Promise<Browser> {
  const browser = await launchBrowser()
  atEnd.push(() => browser.close())
  const newContext = browser.newContext.bind(browser)
  // That of a new page as well.
  browser.newContext = async options => {
    const context = await newContext({ ...usual, ...options })
    context.setDefaultTimeout(waitMs)
    return context
  }
  return browser
}

export async function launchBrowser(): Promise<Browser> {
  const executablePath = installed.find(existsSync)
  if (executablePath) return playwright.launch({ executablePath, args: flags })
  if (!existsSync(unpacked)) await unpackChromium()
  const libraries = [path.join(unpacked, 'al2023/lib'), process.env.LD_LIBRARY_PATH].filter(Boolean)
  return playwright.launch({
    executablePath: path.join(unpacked, 'chromium'),
    args: flags,
    env: {
      ...process.env,
      LD_LIBRARY_PATH: libraries.join(':'),
      FONTCONFIG_FILE: path.join(unpacked, 'fonts.conf'),
    },
  })
}

const cache = path.resolve(import.meta.dir, '../../node_modules/.cache')
const unpacked = path.join(cache, `chromium-${devDependencies['@sparticuz/chromium']}`)

/**
 * The package unpacks into the temporary folder, and its libraries only where it believes to run in a cloud function:
 * this makes it so. Test files that unpack at the same time do not meet: whoever is first puts it in its place.
 */
async function unpackChromium(): Promise<void> {
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(`${unpacked}-`)
  const { TMPDIR, AWS_EXECUTION_ENV } = process.env
  Object.assign(process.env, { TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' })
  try {
    const { default: chromium } = await import('@sparticuz/chromium')
    await chromium.executablePath()
  } finally {
    for (const [name, value] of Object.entries({ TMPDIR, AWS_EXECUTION_ENV }))
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
  }
  // The configuration inside looks for the fonts under /tmp, and the browser dies without one.
  const fonts = path.join(unpacked, 'fonts')
  writeFileSync(
    path.join(folder, 'fonts.conf'),
    `<?xml version="1.0"?>\n<fontconfig><dir>${fonts}</dir><cachedir>${fonts}/cache</cachedir></fontconfig>\n`,
  )
  try {
    renameSync(folder, unpacked)
  } catch (error) {
    rmSync(folder, { recursive: true })
    if (!existsSync(unpacked)) throw error
  }
}
