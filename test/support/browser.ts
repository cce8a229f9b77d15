/**
 * One headless Chromium for the tests: an installed one where there is one, else the one that lies inside the
 * development dependency, unpacked once into the temporary folder together with the libraries and fonts it needs.
 */
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, chromium as playwright } from 'playwright-core'

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

// Software WebGL, no sandbox (tests may run as root) and nothing that calls out on its own.
const flags = [
  '--headless',
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export async function launchBrowser(): Promise<Browser> {
  const executablePath = installed.find(existsSync) ?? (await unpackChromium())
  const libraries = [path.join(tmpdir(), 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean)
  return playwright.launch({
    executablePath,
    args: flags,
    env: {
      ...process.env,
      LD_LIBRARY_PATH: libraries.join(':'),
      FONTCONFIG_PATH: path.join(tmpdir(), 'fonts'),
    },
  })
}

/** The package unpacks its bundled libraries only where it believes to run in a cloud function: this makes it so. */
async function unpackChromium(): Promise<string> {
  const before = process.env.AWS_EXECUTION_ENV
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs22.x'
  try {
    const { default: chromium } = await import('@sparticuz/chromium')
    return await chromium.executablePath()
  } finally {
    if (before === undefined) delete process.env.AWS_EXECUTION_ENV
    else process.env.AWS_EXECUTION_ENV = before
  }
}
