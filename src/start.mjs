// `npm start`, `npm test` and their kin on a machine that may have only Node, or only Bun: finds the wanted Bun or
// installs it into node_modules/.bun (its npm package carries the executable, so no install script has to run),
// installs what bun.lock says, then hands over to the file named first. No dependency, by necessity.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const wanted = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.bun

function versionOf(executable) {
  const { status, stdout } = spawnSync(executable, ['--version'], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

function privateBun() {
  const scope = join(root, 'node_modules/.bun-runtime/node_modules/@oven')
  const folder = existsSync(scope) ? readdirSync(scope).sort() : []
  return folder.map(name => join(scope, name, 'bin/bun')).find(path => versionOf(path) === wanted)
}

function findBun() {
  if (process.versions.bun === wanted) return process.execPath
  return versionOf('bun') === wanted ? 'bun' : privateBun()
}

function installBun() {
  console.error(`Installing Bun ${wanted} for this checkout (once) ...`)
  const prefix = join(root, 'node_modules/.bun-runtime')
  const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  execFileSync('npm', ['install', '--prefix', prefix, ...flags, `bun@${wanted}`], {
    stdio: ['ignore', 2, 2],
    cwd: root,
  })
  const bun = privateBun()
  if (!bun)
    throw new Error(`Bun ${wanted} could not be installed here. Install it by hand, then start again.`)
  return bun
}

function installPackages(bun) {
  const lock = join(root, 'bun.lock')
  const stamp = join(root, 'node_modules/.installed')
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(lock).mtimeMs) return
  console.error('Installing the locked packages (once) ...')
  execFileSync(bun, ['install', '--frozen-lockfile', '--ignore-scripts', '--silent'], {
    stdio: ['ignore', 2, 2],
    cwd: root,
  })
  writeFileSync(stamp, '')
}

const bun = findBun() ?? installBun()
installPackages(bun)
const [file, ...args] = process.argv.slice(2)
const child = spawn(bun, [join(root, file), ...args], {
  stdio: 'inherit',
  env: { ...process.env, BIOCE_BUN: bun },
})
process.on('SIGTERM', () => child.kill('SIGTERM'))
process.on('SIGINT', () => {}) // the terminal has told the whole group already; a second word would mean "at once"
child.on('exit', (code, signal) => (signal ? process.exit(1) : process.exit(code ?? 1)))
