import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
// @ts-expect-error A script that Node runs too has no types.
import { bundleOf, sourcesIn } from '../../src/bundle.mjs'
import { pdbOf } from '../ensemble/saxs/clouds.ts'
import { openWebWorld } from '../faults/webWorld.ts'
import { temporaryFolder } from '../support/database.ts'
import { program } from '../support/program.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { because } from '../support/skips.ts'

const root = resolve(import.meta.dir, '../..')
const withoutNode = Bun.which('node') ? '' : because('node is not on this machine')

/** A small checkout with a program that says which of its files run, and from where; what `npm start` of it says. */
function littleCheckout() {
  const checkout = temporaryFolder()
  for (const name of [
    'src/start.mjs',
    'src/bundle.mjs',
    'scripts/build.ts',
    'src/commit.ts',
    'src/program.ts',
  ])
    copy(name, checkout)
  for (const name of ['package.json', 'bun.lock', 'tsconfig.json']) copy(name, checkout)
  for (const folder of ['db', 'jobs', 'static', 'views', 'node_modules']) mkdirSync(join(checkout, folder))
  writeFileSync(join(checkout, 'src/threadWorker.ts'), '')
  write('one')
  const lock = new Bun.CryptoHasher('sha256').update(readFileSync(join(checkout, 'bun.lock'))).digest('hex')
  writeFileSync(join(checkout, 'node_modules/.installed'), `all ${lock}\n`)
  const kept = join(checkout, 'node_modules/.cache/program')

  function write(word: string) {
    const code = `import { root } from './program.ts'\nconsole.log('${word}', import.meta.path, root)\n`
    writeFileSync(join(checkout, 'src/main.ts'), code)
  }
  async function start(user: string[] = []) {
    const path = `${dirname(process.execPath)}:${process.env.PATH}`
    const child = Bun.spawn([...user, 'node', join(checkout, 'src/start.mjs'), 'src/main.ts'], {
      cwd: '/',
      env: { PATH: path, HOME: checkout },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [said, complaint] = await Promise.all([child.stdout.text(), child.stderr.text()])
    return { said: said.trim().replaceAll(`${checkout}/`, ''), complaint, code: await child.exited }
  }
  const from = (word: string) =>
    expect.stringMatching(new RegExp(`^${word} node_modules/.cache/program/\\w+/main.js ${checkout}$`))
  return { checkout, kept, write, start, from }
}

function copy(name: string, checkout: string) {
  mkdirSync(join(checkout, dirname(name)), { recursive: true })
  copyFileSync(join(root, name), join(checkout, name))
}

describe.skipIf(!Bun.which('node'))(`npm start runs a bundle of the sources${withoutNode}:`, () => {
  test('it is made once, anew when a source has changed, and kept while somebody runs it', async () => {
    const { checkout, kept, write, start, from } = littleCheckout()
    expect(await start()).toEqual({ said: from('one'), complaint: '', code: 0 })
    const [first] = readdirSync(kept)
    const place = join(kept, first!)
    expect(readdirSync(place)).not.toContainEqual(expect.stringMatching(/^used/))
    // What the program itself writes into these folders changes nothing.
    writeFileSync(join(checkout, 'db/bioce.sqlite'), 'rows')
    writeFileSync(join(checkout, 'db/secrets.json'), '{}')
    writeFileSync(join(place, 'main.js'), `console.log('kept')`)
    expect((await start()).said).toBe('kept')
    expect(await bundleOf(checkout, process.execPath)).toBe(join(place, 'main.js')) // by Bun as by Node
    rmSync(join(place, `used-by-${process.pid}`), { force: true })

    writeFileSync(join(place, `used-by-${process.pid}`), '')
    write('two')
    expect((await start()).said).toEqual(from('two'))
    expect(readdirSync(kept)).toHaveLength(2)
    rmSync(join(place, `used-by-${process.pid}`))
    write('six') // as long as before
    expect((await start()).said).toEqual(from('six'))
    expect(readdirSync(kept)).toHaveLength(1)
    const [third] = readdirSync(kept)
    appendFileSync(join(checkout, 'scripts/build.ts'), '// made in another way\n')
    expect((await start()).said).toEqual(from('six'))
    expect(readdirSync(kept)).not.toContain(third)
  })

  test('two that start at once make one bundle, whole', async () => {
    const { kept, start, from } = littleCheckout()
    const both = await Promise.all([start(), start()])
    const right = { said: from('one'), complaint: '', code: 0 }
    expect(both).toEqual([right, right])
    expect(readdirSync(kept)).toHaveLength(1)
  })

  test('without a bundle, the sources: where they cannot be bundled, and where nothing can be written', async () => {
    const { checkout, kept, start } = littleCheckout()
    const sources = { said: `one src/main.ts ${checkout}`, code: 0 }
    writeFileSync(join(checkout, 'node_modules/.cache'), '') // a file where a folder should be
    const told = await start()
    expect(told).toEqual({ ...sources, complaint: expect.stringContaining('ENOTDIR') })
    rmSync(join(checkout, 'node_modules/.cache'))
    writeFileSync(join(checkout, 'src/threadWorker.ts'), 'const = ')
    const broken = await start()
    expect(broken).toEqual({ ...sources, complaint: expect.stringContaining('threadWorker.ts:1:7') })
    expect(readdirSync(kept)).toEqual([])
  })

  test('a fault is told of by its place in the sources', async () => {
    const { checkout, write, start } = littleCheckout()
    write(`', (() => { throw new Error('a fault') })(), '`)
    const { code, complaint } = await start()
    expect(code).toBe(1)
    expect(complaint).toMatch(new RegExp(`^error: a fault\n.*${checkout}/src/main.ts:2:`, 'm'))
  })

  test('every file of the program is one whose change is noticed', async () => {
    const folder = temporaryFolder()
    const facts = join(folder, 'facts.json')
    const entryPoints = ['src/main.ts', 'src/threadWorker.ts']
    const options = ['--target=bun', `--outdir=${folder}`, `--metafile=${facts}`]
    Bun.spawnSync([process.execPath, 'build', ...options, ...entryPoints], { cwd: root })
    const { inputs } = await Bun.file(facts).json()
    const own = Object.keys(inputs).filter(path => !path.includes('node_modules/'))
    const noticed = new Set(['db', 'jobs', 'src', 'static', 'views'].flatMap(name => sourcesIn(root, name)))
    expect(own.length).toBeGreaterThan(1000)
    expect(own.filter(path => !noticed.has(path))).toEqual([])
  })
})

describe.skipIf(!Bun.which('node'))(`the program in its bundle${withoutNode}`, () => {
  let world: Awaited<ReturnType<typeof openWebWorld>>
  let server: TestServer
  beforeAll(async () => {
    world = await openWebWorld({ checks: false })
    await bundleOf(root, process.execPath)
    const command = ['node', join(root, 'src/start.mjs'), 'src/main.ts']
    server = await startServer({ command, data: world.data })
  }, 240_000)
  afterAll(async () => {
    expect(await server?.stop()).toBe(0)
    await world?.close()
  }, 240_000)

  test('finds its pages, styles, fonts and the example', async () => {
    const get = (path: string) => fetch(server.origin + path)
    expect(await (await get('/')).text()).toContain('</html>')
    expect((await get('/static/app.css')).status).toBe(200)
    const figure = await (await get('/analyses/example/charts/fit.pdf?width=85')).text()
    expect(figure.slice(0, 5)).toBe('%PDF-')
  })

  test('has its workers start themselves for the check of an upload', async () => {
    const page = await world.uploaded(server.origin, 'A study')
    expect(/notice-title">([^;<]+)/.exec(page)?.[1]).toBe('The files can be analysed')
  })

  test('starts threads', async () => {
    const model = join(world.data, 'pair.pdb')
    writeFileSync(
      model,
      pdbOf([
        ['C', 0, 0, 0],
        ['O', 3, 4, 12],
      ]),
    )
    const bundle: string = await bundleOf(root, process.execPath)
    const profile = (...command: string[]) => {
      const args = [...command, 'profile', model, '--q', '0:0.5:3', '--threads', '2']
      const { exitCode, stdout, stderr } = Bun.spawnSync(args)
      return [exitCode, stdout.toString(), stderr.toString()]
    }
    expect(bundle).toEndWith('.js')
    const told = profile(process.execPath, bundle)
    expect(told).toEqual([0, expect.stringContaining('\n5.0000000e-1 '), ''])
    expect(told).toEqual(profile(...program))
  })
})
