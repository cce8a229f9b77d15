// What `npm start` runs: the sources in one folder of fewer and larger files, which start in less CPU time than the 1,300 of the checkout.
// They are made when the sources have changed, and kept below node_modules/.cache.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const folders = ['db', 'jobs', 'src', 'static', 'views']
/** What else the result depends on: the packages, the settings of JSX, and how it is made. */
const files = ['bun.lock', 'node_modules/.installed', 'package.json', 'scripts/build.ts', 'tsconfig.json']
/** Data lies in some of the folders too. */
const isSource = name => /\.(tsx?|json|sql|css|txt|gz)$/.test(name) && name !== 'secrets.json'

/**
 * @param root the checkout
 * @param bun the executable that is to run it
 * @returns the file to run; that of the sources where they cannot be bundled, as in a checkout that its user may not write
 */
export async function bundleOf(root, bun) {
  try {
    const kept = join(root, 'node_modules/.cache/program')
    const place = join(kept, checksumOf(root))
    if (!existsSync(place)) await make(root, bun, place)
    markAsUsed(place)
    removeUnused(kept, place)
    return join(place, 'main.js')
  } catch (error) {
    console.error(`The sources could not be bundled, so the start takes a little longer: ${error.message}`)
    return join(root, 'src/main.ts')
  }
}

/** Of all that the result depends on. The time of a change cannot be set, as that of a modification can. */
function checksumOf(root) {
  const paths = [...files, ...folders.flatMap(folder => sourcesIn(root, folder))].sort() // Node and Bun list them in other orders
  const hash = createHash('sha256').update(`${root} ${process.platform} ${process.arch}`)
  for (const path of paths) {
    const stats = statSync(join(root, path), { bigint: true, throwIfNoEntry: false })
    hash.update(`\n${path} ${stats?.size} ${stats?.mtimeNs} ${stats?.ctimeNs}`)
  }
  return hash.digest('hex').slice(0, 16)
}

/** The paths of the files that the program may be made of. */
export function sourcesIn(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return sourcesIn(root, path)
    return isSource(entry.name) ? [path] : []
  })
}

/** Another start may make the same at the same time: whoever is the first to have made all of it is right. */
async function make(root, bun, place) {
  const draft = `${place}.${process.pid}`
  mkdirSync(draft, { recursive: true })
  try {
    markAsUsed(draft)
    await promisify(execFile)(bun, [join(root, 'scripts/build.ts'), draft, place])
    renameSync(draft, place)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(place)) throw error
  }
}

function markAsUsed(folder) {
  const mark = join(folder, `used-by-${process.pid}`)
  writeFileSync(mark, '')
  process.once('exit', () => rmSync(mark, { force: true }))
}

/** Removes what was made of other sources, unless a server still runs from it, which loads some parts late. */
function removeUnused(kept, place) {
  for (const name of readdirSync(kept)) {
    const folder = join(kept, name)
    if (folder === place) continue
    const users = readdirSync(folder).map(file => /^used-by-(\d+)$/.exec(file)?.[1])
    if (!users.some(pid => pid && isAlive(Number(pid)))) rmSync(folder, { recursive: true, force: true })
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM' // it is another user's
  }
}
