/**
 * `bun run dev`: the server on a new data folder that has people, studies and analyses in every state, restarted when a
 * source file changes; open pages load themselves anew then, and when a manifest changes. The passwords are known, so it serves
 * this machine alone.
 */
import { type FSWatcher, watch } from 'node:fs'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readMethods } from '#src/analyses/methods.ts'
import { onStop } from '#src/commands/process.ts'
import { readConfig } from '#src/config.ts'
import { removeTree } from '#src/tree.ts'
import { serveWithReload } from './liveReload.ts'
import { people, seed, seededSettings } from './seed.ts'

const root = join(import.meta.dir, '..')
const sources = ['src', 'views', 'db', 'jobs', 'static'].map(folder => join(root, folder))
const loopback = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/

const sourceFile = /\.(tsx?|m?js|css|svg|sql)$/

/** Calls `changed` once for all source files that change within a moment; data that lies beside them does not count. */
export function watchSources(
  folders: string[],
  changed: (file: string) => void,
  quietMs = 200,
  counts = sourceFile,
): () => void {
  let last: Timer | undefined
  const watchers: FSWatcher[] = folders.map(folder =>
    watch(folder, { recursive: true }, (_, file) => {
      if (!file || !counts.test(file)) return
      clearTimeout(last)
      last = setTimeout(() => changed(file), quietMs)
    }),
  )
  return () => {
    clearTimeout(last)
    for (const watcher of watchers) watcher.close()
  }
}

/** Says what is wrong with the laboratory's manifests each time that one of them changes, and then tells `changed`. */
export function watchManifests(
  methods: string,
  changed: (file: string, areRight: boolean) => void,
  say = console.log,
): () => void {
  const look = (file: string) => {
    const { faults } = readMethods({ methods })
    for (const fault of faults) say(fault)
    if (faults.length === 0) say(`${file} changed: the manifests are right.`)
    changed(file, faults.length === 0)
  }
  return watchSources([methods], look, 200, /\.json$/)
}

function refuseOtherMachines(): void {
  const { host, origins } = readConfig()
  const hosts = [host, ...origins.map(origin => new URL(origin).hostname)]
  const beyond = hosts.find(each => !loopback.test(each))
  if (beyond === undefined) return
  console.error(
    `"bun run dev" has people whose passwords are known, so it serves this machine alone, not ${beyond}. ` +
      'Unset BIOCE_HOST and BIOCE_ORIGIN, or start the server with "npm start".',
  )
  process.exit(78)
}

function freePort(): number {
  const probe = Bun.serve({ port: 0, fetch: () => new Response() })
  const { port } = probe
  void probe.stop(true)
  return port!
}

/**
 * Keeps web server and workers running until `stopped`. One that ends by itself, for example at an error, waits for a
 * change. Workers give running jobs some seconds to end, so the web server does not wait for the old ones.
 */
async function serve(
  { methods, ...env }: Record<string, string | undefined> & { methods: string },
  stopped: Promise<undefined>,
): Promise<void> {
  const { port, host, origins, base } = readConfig()
  const own = freePort()
  const upstream = `http://127.0.0.1:${own}`
  const pages = serveWithReload({ port, hostname: host, base, upstream })
  const origin = origins.map(each => each + base).join(',')
  Object.assign(env, {
    BIOCE_METHODS: methods,
    BIOCE_HOST: '127.0.0.1',
    BIOCE_PORT: String(own),
    BIOCE_ORIGIN: origin,
  })
  const stdio: ['inherit', 'inherit', 'inherit'] = ['inherit', 'inherit', 'inherit']
  const start = (command: string) =>
    Bun.spawn([process.execPath, join(root, 'src/main.ts'), command], { env, stdio, ipc() {} })
  let change = Promise.withResolvers<string>()
  const unwatch = watchSources(sources, file => change.resolve(file))
  let web: Bun.Subprocess | undefined
  // A server that runs reads manifests anew by itself; one that a manifest has kept from its start is started again.
  const unwatchMethods = watchManifests(methods, (file, areRight) => {
    if (web?.exitCode === null) pages.reload()
    else if (areRight) change.resolve(file)
  })
  const workers = new Set<Bun.Subprocess>()
  for (;;) {
    web = start('web')
    pages.reload()
    const worker = start('worker')
    workers.add(worker)
    void worker.exited.then(() => workers.delete(worker))
    const changed = await Promise.race([stopped, change.promise])
    if (changed === undefined) console.log('\nStopping.')
    else console.log(`\n${changed} changed: starting again.\n`)
    change = Promise.withResolvers()
    worker.kill('SIGTERM')
    web.kill('SIGTERM')
    await web.exited
    if (changed === undefined) break
  }
  unwatch()
  unwatchMethods()
  await pages.stop()
  await Promise.all([...workers].map(worker => worker.exited))
}

if (import.meta.main) {
  refuseOtherMachines()
  const stopped = new Promise<undefined>(resolve => onStop(() => resolve(undefined)))
  const folder = await mkdtemp(join(tmpdir(), 'bioce-dev-'))
  try {
    await seed(folder)
    console.log(`The data is in ${folder} until you stop the server. These people can sign in:\n`)
    for (const [role, { email, password }] of Object.entries(people))
      console.log(`  ${role.padEnd(14)} ${email.padEnd(20)} ${password}`)
    console.log('')
    const methods = process.env.BIOCE_METHODS ?? join(folder, 'methods')
    await mkdir(methods, { recursive: true })
    console.log(`Methods are read from ${methods} (BIOCE_METHODS).\n`)
    const { BIOCE_DATABASE_URL: _, BIOCE_BACKUPS: __, ...env } = process.env
    await serve({ ...env, ...seededSettings(folder), methods }, stopped)
  } finally {
    await removeTree(folder)
  }
  process.exit(0)
}
