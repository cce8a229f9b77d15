/**
 * Other browsers than Chromium, where they are installed, by the commands of W3C WebDriver: WebKitGTK over HTTP through its
 * driver, Firefox through Marionette, the socket of its own that takes the same commands by other names.
 */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './server.ts'
import { until } from './until.ts'

/** Of each command the method and path over HTTP, and its name in Marionette. */
const commands = {
  start: ['POST', '/session', 'NewSession'],
  stop: ['DELETE', '', 'DeleteSession'],
  resize: ['POST', '/window/rect', 'SetWindowRect'],
  open: ['POST', '/url', 'Navigate'],
  run: ['POST', '/execute/sync', 'ExecuteScript'],
  click: ['POST', '/element/ID/click', 'ElementClick'],
  clear: ['POST', '/element/ID/clear', 'ElementClear'],
  type: ['POST', '/element/ID/value', 'ElementSendKeys'],
  // Of Marionette's picture the whole page is the default, of WebDriver's the window.
  picture: ['GET', '/screenshot', 'TakeScreenshot'],
} as const

type Send = (command: keyof typeof commands, body?: Record<string, unknown>) => Promise<unknown>

export interface DrivenBrowser {
  name: string
  version: string
  /** What it has printed: messages of the console among them. */
  output(): string
  open(url: string): Promise<void>
  /** The value of an expression in the page. */
  evaluate<T>(expression: string): Promise<T>
  /** Until an expression in the page is true. */
  waitFor(expression: string, milliseconds?: number): Promise<void>
  /** Clicks the first visible element, with a text in it where one is given. */
  click(selector: string, text?: string): Promise<void>
  fill(selector: string, text: string): Promise<void>
  select(selector: string, value: string): Promise<void>
  /** Chooses files, by their paths. */
  choose(selector: string, paths: string[]): Promise<void>
  picture(path: string): Promise<void>
  resize(width: number, height: number): Promise<void>
  close(): Promise<void>
}

const webkitDriver = Bun.which('WebKitWebDriver')
const miniBrowser = ['4.1', '4.0', '6.0']
  .map(
    version =>
      `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/webkit2gtk-${version}/MiniBrowser`,
  )
  .find(existsSync)
const firefox = Bun.which('firefox-esr') ?? Bun.which('firefox')

const xvfb = Bun.which('Xvfb')

/** Why a browser is not driven; empty where it is. */
export const missing = {
  Firefox: firefox && xvfb ? '' : 'Firefox or Xvfb is not installed',
  WebKitGTK: webkitDriver && miniBrowser && xvfb ? '' : 'WebKitGTK, its driver or Xvfb is not installed',
}

interface Running {
  process: Bun.Subprocess
  output(): string
}

function run(command: string[], env: Record<string, string>): Running {
  const child = Bun.spawn(command, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    void (async () => {
      for await (const chunk of stream.pipeThrough(new TextDecoderStream())) printed += chunk
    })()
  return { process: child, output: () => printed }
}

/** A screen for one browser: without one none of them draws by WebGL. */
async function openScreen(home: string) {
  const display = `:${freePort()}`
  const screen = run([xvfb!, display, '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], {})
  await until(() => existsSync(`/tmp/.X11-unix/X${display.slice(1)}`), 30_000)
  const env = {
    DISPLAY: display,
    HOME: home,
    XDG_RUNTIME_DIR: home,
    LIBGL_ALWAYS_SOFTWARE: '1',
    NO_AT_BRIDGE: '1',
  }
  return { screen, env }
}

async function end(...runnings: Running[]): Promise<void> {
  for (const { process: child } of runnings) child.kill()
  await Promise.all(runnings.map(({ process: child }) => child.exited))
}

export async function openFirefox(): Promise<DrivenBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'bioce-firefox-'))
  const settings = {
    'marionette.port': 0,
    'devtools.console.stdout.content': true,
    'webgl.force-enabled': true,
  }
  const lines = Object.entries(settings).map(([name, value]) => `user_pref("${name}", ${value})`)
  writeFileSync(join(profile, 'user.js'), `${lines.join(';\n')};\n`)
  const { screen, env } = await openScreen(profile)
  const browser = run([firefox!, '--marionette', '--profile', profile], env)
  const portFile = join(profile, 'MarionetteActivePort')
  await until(() => existsSync(portFile) && readFileSync(portFile, 'utf8') !== '', 60_000)
  const socket = connect(Number(readFileSync(portFile, 'utf8')), '127.0.0.1')
  const send = await marionette(socket)
  return drive('Firefox', send, browser.output, async () => {
    socket.destroy()
    await end(browser, screen)
    rmSync(profile, { recursive: true, force: true })
  })
}

/** Messages go both ways as `length:JSON`; the first comes from the browser. */
async function marionette(socket: Socket): Promise<Send> {
  let received: Buffer = Buffer.alloc(0)
  let last = 0
  let heard = () => {}
  const replies = new Map<number, (reply: [error: { message: string } | null, result: unknown]) => void>()
  const greeted = new Promise<void>(resolve => (heard = resolve))
  socket.on('data', chunk => {
    received = Buffer.concat([received, Buffer.from(chunk)])
    for (;;) {
      const colon = received.indexOf(':')
      const length = Number(received.subarray(0, Math.max(colon, 0)))
      if (colon < 0 || received.length < colon + 1 + length) return
      const message: unknown = JSON.parse(received.subarray(colon + 1, colon + 1 + length).toString())
      received = received.subarray(colon + 1 + length)
      if (!Array.isArray(message)) heard()
      else replies.get(message[1])?.([message[2], message[3]])
    }
  })
  await greeted
  return (command, body = {}) => {
    const id = ++last
    const text = JSON.stringify([0, id, `WebDriver:${commands[command][2]}`, body])
    socket.write(`${Buffer.byteLength(text)}:${text}`)
    return new Promise((resolve, reject) =>
      replies.set(id, ([error, result]) => {
        if (error) return reject(new Error(`${command}: ${error.message}`))
        resolve(isObject(result) && Object.keys(result).join() === 'value' ? result.value : result)
      }),
    )
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

export async function openWebKit(): Promise<DrivenBrowser> {
  const home = mkdtempSync(join(tmpdir(), 'bioce-webkit-'))
  const port = freePort()
  const { screen, env } = await openScreen(home)
  const driver = run([webkitDriver!, '-p', String(port)], env)
  const origin = `http://127.0.0.1:${port}`
  let session = ''
  const send: Send = async (command, body = {}) => {
    const [method, path] = commands[command]
    const { id = '', ...rest } = body
    const url = `${origin}${command === 'start' ? path : `/session/${session}${path.replace('ID', String(id))}`}`
    const answer = await fetch(url, { method, body: method === 'POST' ? JSON.stringify(rest) : undefined })
    const { value } = (await answer.json()) as { value: Record<string, unknown> }
    if (!answer.ok) throw new Error(`${command}: ${value.message}`)
    if (command === 'start') session = String(value.sessionId)
    return value
  }
  await until(async () => (await fetch(`${origin}/status`).catch(() => null))?.ok ?? false, 30_000)
  const args = ['--automation', '--enable-write-console-messages-to-stdout=true']
  const options = { 'webkitgtk:browserOptions': { binary: miniBrowser, args } }
  return drive(
    'WebKitGTK',
    send,
    driver.output,
    async () => {
      await end(driver, screen)
      rmSync(home, { recursive: true, force: true })
    },
    options,
  )
}

async function drive(
  name: string,
  send: Send,
  output: () => string,
  end: () => Promise<void>,
  options: Record<string, unknown> = {},
): Promise<DrivenBrowser> {
  const { capabilities } = (await send('start', { capabilities: { alwaysMatch: options } })) as {
    capabilities: { browserVersion: string }
  }
  const evaluate = <T>(expression: string) =>
    send('run', { script: `return (${expression})`, args: [] }) as Promise<T>
  const waitFor = async (expression: string, milliseconds = 60_000) => {
    await until(() => evaluate<boolean>(`Boolean(${expression})`).catch(() => false), milliseconds).catch(
      error => {
        throw new Error(`${name} waited in vain for ${expression}`, { cause: error })
      },
    )
  }
  /** Its number in the browser. */
  const find = async (selector: string, text = '', isShown = true) => {
    const found = `[...document.querySelectorAll(${JSON.stringify(selector)})].find(each =>
      each.textContent.includes(${JSON.stringify(text)}) && (${!isShown} || each.checkVisibility()))`
    await waitFor(found)
    const element = await evaluate<Record<string, string>>(found)
    return Object.values(element)[0]
  }
  return {
    name,
    version: capabilities.browserVersion,
    output,
    evaluate,
    waitFor,
    async open(url) {
      await send('open', { url })
    },
    async click(selector, text) {
      const id = await find(selector, text)
      await send('click', { id })
    },
    async fill(selector, text) {
      const id = await find(selector)
      await send('clear', { id })
      await send('type', { id, text })
    },
    async select(selector, value) {
      await find(selector)
      await evaluate(`(() => {
        const field = document.querySelector(${JSON.stringify(selector)})
        field.value = ${JSON.stringify(value)}
        for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }))
      })()`)
    },
    async choose(selector, paths) {
      const id = await find(selector, '', false)
      await send('type', { id, text: paths.join('\n') })
    },
    async picture(path) {
      await Bun.write(path, Buffer.from(String(await send('picture', { full: false })), 'base64'))
    },
    async resize(width, height) {
      await send('resize', { width, height })
    },
    async close() {
      await send('stop').catch(() => {})
      await end()
    },
  }
}
