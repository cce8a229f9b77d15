// `npm start`, `npm test` and their kin on a machine that may have only Node, or only Bun: finds the Bun that is
// required or installs it into node_modules/.bun-runtime (its npm package carries the executable, so no install script has to
// run), installs what bun.lock says, makes fewer files of the server's sources, then hands over to the file named first. No
// dependency, by necessity.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleOf } from './bundle.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const required = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.bun
const [file, ...args] = process.argv.slice(2)

let child
let stopping = false

function stop(signal) {
  stopping = true
  child?.kill(signal)
}

/** Runs a program to its end and answers with its exit code. */
function run(program, programArgs, options) {
  return new Promise(resolve => {
    child = spawn(program, programArgs, options)
    child.on('error', error => {
      console.error(`${program} could not be started: ${error.message}`)
      resolve(1)
    })
    child.on('exit', (code, signal) => resolve(signal ? 1 : code))
  })
}

async function install(what, program, programArgs, options = {}) {
  console.error(`Installing ${what} (once) ...`)
  const code = await run(program, programArgs, { stdio: ['ignore', 2, 2], cwd: root, ...options })
  if (stopping) process.exit(1)
  if (code === 0) return
  console.error(`${what} could not be installed. See what is said above, then start again.`)
  process.exit(1)
}

function versionOf(executable) {
  const { status, stdout } = spawnSync(executable, ['--version'], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

function privateBun() {
  const scope = join(root, 'node_modules/.bun-runtime/node_modules/@oven')
  const folder = existsSync(scope) ? readdirSync(scope).sort() : []
  return folder.map(name => join(scope, name, 'bin/bun')).find(path => versionOf(path) === required)
}

function findBun() {
  if (process.versions.bun === required) return process.execPath
  return versionOf('bun') === required ? 'bun' : privateBun()
}

async function installBun() {
  const prefix = join(root, 'node_modules/.bun-runtime')
  const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  await install(`Bun ${required}`, 'npm', ['install', '--prefix', prefix, ...flags, `bun@${required}`])
  const bun = privateBun()
  if (bun) return bun
  console.error(`Bun ${required} does not run on this machine. Install it by hand, then start again.`)
  process.exit(1)
}

/**
 * The server needs a sixth of what its developers do. The stamp says what is installed, of which bun.lock: 'all' has
 * what running needs too, so whoever runs the tests keeps what they have.
 */
async function installPackages(bun) {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'bun.lock')))
    .digest('hex')
  const stamp = join(root, 'node_modules/.installed')
  const installed = existsSync(stamp) ? readFileSync(stamp, 'utf8').trim() : ''
  const part = file === 'src/main.ts' ? 'running' : 'all'
  if (installed === `all ${lock}` || installed === `${part} ${lock}`) return
  const flags = ['--frozen-lockfile', '--ignore-scripts', '--silent']
  if (part === 'running') flags.push('--production', '--omit=peer')
  await install('the locked packages', bun, ['install', ...flags])
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, `${part} ${lock}\n`)
}

// The terminal tells the whole group of a Ctrl-C, and we tell it once more: within half a second both are one wish.
process.on('SIGTERM', () => stop('SIGTERM'))
process.on('SIGINT', () => stop('SIGINT'))

// npm and its shell can be killed without a chance to tell us. Whoever starts us without them may leave us behind.
if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    stop('SIGTERM')
  }, 1000)
  watch.unref()
}

const bun = findBun() ?? (await installBun())
await installPackages(bun)
const path = file === 'src/main.ts' ? await bundleOf(root, bun) : join(root, file)
if (stopping) process.exit(1)
// The channel says nothing: its end tells the server that we are gone, however we went.
const stdio = ['inherit', 'inherit', 'inherit', 'ipc']
process.exit(await run(bun, [path, ...args], { stdio }))
