import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { familyOf } from './processes.ts'
import { program } from './program.ts'
import { until } from './until.ts'

const root = resolve(import.meta.dir, '../..')

/** The real program in a data folder of its own, as an administrator would start it. */
export interface TestServer {
  origin: string
  port: number
  data: string
  /** The one-time link that the first start printed. */
  setupLink: string
  /** Everything it has printed so far. */
  output(): string
  process: Bun.Subprocess
  stop(): Promise<number>
}

interface Options {
  env?: Record<string, string>
  /** Another command in place of the program. */
  command?: string[]
  data?: string
  cwd?: string
  /** The path below which the site lies. */
  base?: string
}

/** Starts `bioce` on a free port and waits until it says that it is ready. */
export async function startServer({
  env = {},
  command,
  data,
  cwd,
  base = '',
}: Options = {}): Promise<TestServer> {
  const folder = data ?? mkdtempSync(join(tmpdir(), 'bioce-test-'))
  const port = freePort()
  const origin = `http://localhost:${port}${base}`
  const child = Bun.spawn(command ?? program, {
    cwd: cwd ?? root,
    env: { ...cleanEnv(), BIOCE_DATA: folder, BIOCE_PORT: String(port), BIOCE_ORIGIN: origin, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    void (async () => {
      for await (const chunk of stream.pipeThrough(new TextDecoderStream())) printed += chunk
    })()
  await until(() => printed.includes('is ready at') || child.exitCode !== null).catch(error => {
    for (const id of familyOf(child.pid)) process.kill(id, 'SIGKILL')
    throw error
  })
  if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}:\n${printed}`)
  return {
    origin,
    port,
    data: folder,
    setupLink: printed.match(/http\S*\/setup\?token=\S+/)?.[0] ?? '',
    output: () => printed,
    process: child,
    async stop() {
      child.kill('SIGTERM')
      const code = await child.exited
      if (data === undefined) rmSync(folder, { recursive: true, force: true })
      return code
    },
  }
}

export function freePort(): number {
  const probe = Bun.serve({ port: 0, fetch: () => new Response() })
  const { port } = probe
  void probe.stop(true)
  return port!
}

/** The environment without our own settings, so that a developer's do not leak into tests. */
function cleanEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name, value]) => value !== undefined && !name.startsWith('BIOCE_')),
  ) as Record<string, string>
}
