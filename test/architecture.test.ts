import { describe, expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { paths } from '#views/paths.ts'

/** The import rules of docs/development.md, enforced: which layer may take values and types from which. */
const root = resolve(import.meta.dir, '..')

type Layer = keyof typeof mayImport
const entries = ['src/main.ts', 'src/commands', 'src/threadWorker.ts']

/** A trailing `:type` allows types only. Packages are named where a layer's may are limited. */
const mayImport = {
  ensemble: ['ensemble'],
  db: ['db', 'package'],
  paths: ['paths'],
  views: [
    'views',
    'paths',
    'judgement',
    'package',
    'ensemble:type',
    'db:type',
    'rules:type',
    'method:type',
    'base:type',
    'queue:type',
    'jobs:type',
  ],
  queue: ['db', 'queue', 'package'],
  rules: ['rules', 'paths', 'method', 'db', 'queue', 'ensemble', 'base', 'package'],
  method: ['method', 'rules', 'ensemble', 'base', 'package', 'db:type'],
  plugins: ['plugins', 'paths', 'db', 'rules', 'method', 'base', 'package', 'elysia', 'views:type'],
  routes: [
    'plugins',
    'paths',
    'rules',
    'method',
    'views',
    'emails',
    'db',
    'base',
    'ensemble:type',
    'package',
    'elysia',
  ],
  app: ['app', 'plugins', 'routes', 'views', 'rules', 'db', 'base', 'package', 'elysia'],
  jobs: ['jobs', 'queue', 'rules', 'method', 'ensemble', 'db', 'emails', 'base', 'package'],
  base: ['base', 'package'],
  static: [],
} satisfies Record<string, string[]>

/** The door of the core that pages take values from: thresholds, verdict and their words. */
const judgement = 'src/ensemble/diagnose/index.ts'

/** What the rest of the program may import of `src/ensemble`. Each loads no more than its subject needs. */
const coreDoors = [
  'index.ts',
  'contract.ts',
  'curve/index.ts',
  'diagnose/index.ts',
  'example/index.ts',
  'faults/index.ts',
  'formats/index.ts',
  'saxs/hydrationRange.ts',
  'saxs/radiation.ts',
  'saxs/radiationOptions.ts',
  'structures/index.ts',
  'tasks.ts',
  'trajectories/frameChoice.ts',
  'trajectories/index.ts',
]

function layerOf(path: string): Layer | 'entry' | 'emails' | 'data' | undefined {
  if (entries.some(entry => path === entry || path.startsWith(`${entry}/`))) return 'entry'
  if (path.endsWith('.json')) return 'data'
  if (path.startsWith('src/ensemble/')) return 'ensemble'
  if (path.startsWith('db/')) return 'db'
  if (path === 'views/paths.ts' || path === 'views/route.ts') return 'paths'
  if (path.startsWith('views/emails/')) return 'emails'
  if (path.startsWith('views/')) return 'views'
  if (path === 'db/queue.ts') return 'queue'
  if (path.startsWith('jobs/')) return 'jobs'
  if (path.startsWith('src/method/')) return 'method'
  if (/^src\/(accounts|studies|analyses|admin)\//.test(path)) return 'rules'
  if (path.startsWith('src/plugins/')) return 'plugins'
  if (path.startsWith('src/routes/')) return 'routes'
  if (path === 'src/app.tsx') return 'app'
  if (/^src\/[^/]+\.tsx?$/.test(path)) return 'base'
  if (path.startsWith('static/')) return 'static'
}

interface Import {
  from: string
  of: string
  typeOnly: boolean
  /** Loaded when it is called for, not when the file is. */
  dynamic: boolean
}

function importsOf(path: string): Import[] {
  const source = readFileSync(join(root, path), 'utf8')
  const pattern = /^\s*(?:import|export)\s+(type\s+)?(?:[\w*{][^;'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm
  const dynamic = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g
  const found = [...source.matchAll(pattern)].map(match => {
    const names =
      match[0]
        .match(/\{([^}]*)\}/)?.[1]
        ?.split(',')
        .filter(name => name.trim()) ?? []
    const allTypes =
      names.length > 0 &&
      names.every(name => name.trim().startsWith('type ')) &&
      !/import\s+\w+\s*,/.test(match[0])
    return { from: path, of: match[2]!, typeOnly: Boolean(match[1]) || allTypes, dynamic: false }
  })
  return [
    ...found,
    ...[...source.matchAll(dynamic)].map(match => ({
      from: path,
      of: match[1]!,
      typeOnly: false,
      dynamic: true,
    })),
  ]
}

function targetOf({ from, of }: Import): string {
  if (of.startsWith('#')) return of.slice(1)
  if (of.startsWith('.')) return relative(root, resolve(root, dirname(from), of))
  return of === 'elysia' || of.startsWith('@elysiajs/') ? 'elysia' : 'package'
}

const sources = [...new Bun.Glob('{src,views,db,jobs}/**/*.{ts,tsx}').scanSync({ cwd: root })]
  .filter(path => !path.includes('/assembly/'))
  .sort()

describe('the import map', () => {
  test('every source file belongs to a layer', () => {
    expect(sources.filter(path => layerOf(path) === undefined)).toEqual([])
    expect(sources.length).toBeGreaterThan(10)
  })

  test('no layer takes what it may not', () => {
    const broken: string[] = []
    for (const path of sources) {
      const layer = layerOf(path)
      if (!layer || layer === 'entry' || layer === 'data') continue
      const allowed: string[] = mayImport[layer === 'emails' ? 'views' : layer]
      for (const each of importsOf(path)) {
        const target = targetOf(each)
        const kind = target === 'package' || target === 'elysia' ? target : layerOf(target)
        const permitted =
          allowed.includes(kind ?? '') ||
          (target === judgement && allowed.includes('judgement')) ||
          (kind === 'emails' && layer === 'emails') ||
          (kind === 'views' && layer === 'emails') ||
          (each.typeOnly && allowed.includes(`${kind}:type`)) ||
          kind === 'static' ||
          kind === 'data'
        if (!permitted) broken.push(`${path} imports ${each.of} (${layer} may not take ${kind})`)
      }
    }
    expect(broken).toEqual([])
  })

  test('the core is entered through its doors, which its README lists', () => {
    const scripts = [...new Bun.Glob('scripts/*.ts').scanSync({ cwd: root })]
    const guilty = [...sources, ...scripts]
      .filter(path => !path.startsWith('src/ensemble/'))
      .flatMap(importsOf)
      .map(each => ({ from: each.from, target: targetOf(each) }))
      .filter(({ target }) => target.startsWith('src/ensemble/'))
      .filter(({ target }) => !coreDoors.includes(target.slice('src/ensemble/'.length)))
      .map(({ from, target }) => `${from} imports ${target}`)
    expect(guilty).toEqual([])
    const readme = readFileSync(join(root, 'src/ensemble/README.md'), 'utf8')
    const listed = [...readme.matchAll(/^\| `([\w/]+\.ts)` \|/gm)].map(match => match[1])
    expect(listed).toEqual(coreDoors)
  })

  const core = sources
    .filter(path => path.startsWith('src/ensemble/'))
    .map(path => ({
      path,
      code: readFileSync(join(root, path), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ''),
    }))

  test('the core knows no clock, no chance and no machine', () => {
    const impure =
      /\bMath\.random\b|\bDate\.now\b|\bnew Date\b|\bperformance\.|\bprocess\.|\bBun\.|\bconsole\./
    expect(core.filter(({ code }) => impure.test(code)).map(({ path }) => path)).toEqual([])
  })

  test('the core takes from the engine only arithmetic that is the same on every machine; numeric/elementary.ts has the rest', () => {
    const exact = [
      'abs',
      'ceil',
      'clz32',
      'floor',
      'fround',
      'imul',
      'max',
      'min',
      'round',
      'sign',
      'sqrt',
      'trunc',
    ]
    const constants = ['E', 'LN2', 'LN10', 'LOG2E', 'LOG10E', 'PI', 'SQRT1_2', 'SQRT2']
    // A power is a call of the C library too, but for a whole number in the source, which is a product.
    const guilty = core.flatMap(({ path, code }) => [
      ...[...code.matchAll(/\bMath\b(?:\.(\w+))?/g)]
        .filter(([, name]) => ![...exact, ...constants].includes(name ?? ''))
        .map(([word]) => `${path}: ${word}`),
      ...(code.match(/\*\*(?!=? ?\d+\b(?!\.)).{0,20}/g) ?? []).map(word => `${path}: ${word}`),
    ])
    expect(guilty).toEqual([])
  })
})

test('only src/tree.ts goes through folders with all below: it enters no link', () => {
  const recursive = /\brecursive:|\brecursive\b.*\}|followSymlinks/
  const guilty = sources
    .filter(path => path !== 'src/tree.ts')
    .flatMap(path =>
      readFileSync(join(root, path), 'utf8')
        .split('\n')
        .filter(line => recursive.test(line) && !/\bmkdir(Sync)?\(/.test(line))
        .map(line => `${path}: ${line.trim()}`),
    )
  expect(guilty).toEqual([])
})

test('no source spells a path of the site but views/paths.ts', () => {
  const parts = new Set(Object.values(paths).flatMap(({ start }) => start.split('/')[1] || []))
  const part = `(?:${[...parts].map(RegExp.escape).join('|')})(?![\\w-])`
  const spelled = [
    `\\.(?:get|post|put|delete|patch|all)\\(\\s*['"\`]/`, // a route
    `['"\`}](?:\\.\\.)?/${part}(?!/[\\w./]+\\.tsx?['"])`, // a URL, and no import
    `\\\\/\\(?${part}`, // a regular expression
  ].map(pattern => new RegExp(pattern))
  const scripts = [...new Bun.Glob('*.js').scanSync({ cwd: join(root, 'static') })].map(
    name => `static/${name}`,
  )
  const guilty = [...sources, ...scripts]
    .filter(path => path !== 'views/paths.ts')
    .filter(path => {
      const text = readFileSync(join(root, path), 'utf8').replace(
        /^import .*$|\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm,
        '',
      )
      return spelled.some(pattern => pattern.test(text))
    })
  expect(guilty).toEqual([])
})

test('the web server loads nothing that reads models or draws weights: it would start later and be larger', () => {
  const loaded = new Set<string>()
  const load = (path: string) => {
    if (loaded.has(path) || !/\.tsx?$/.test(path)) return
    loaded.add(path)
    for (const each of importsOf(path))
      if (!each.typeOnly && !each.dynamic && existsSync(join(root, targetOf(each)))) load(targetOf(each))
  }
  load('src/commands/web.ts')
  expect(loaded.size).toBeGreaterThan(400)
  const needless =
    /^src\/ensemble\/(sample|evidence|infer|structures\/(read|componentTable)|trajectories\/(?!frameChoice)|example|saxs\/partials)/
  expect([...loaded].filter(path => needless.test(path))).toEqual([])
})

test('values are imported in one direction: no file needs itself by way of others', () => {
  const targets = new Map(
    sources.map(path => [
      path,
      importsOf(path)
        .filter(each => !each.typeOnly && !each.dynamic)
        .map(targetOf),
    ]),
  )
  expect(circlesIn(targets)).toEqual([])
})

/** The strongly connected components of more than one file (Tarjan 1972, SIAM J. Comput. 1:146). */
function circlesIn(targets: Map<string, string[]>): string[][] {
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const open: string[] = []
  const circles: string[][] = []
  const visit = (path: string): number => {
    order.set(path, order.size)
    lowest.set(path, order.get(path)!)
    open.push(path)
    for (const next of targets.get(path) ?? []) {
      if (!targets.has(next)) continue
      if (!order.has(next)) lowest.set(path, Math.min(lowest.get(path)!, visit(next)))
      else if (open.includes(next)) lowest.set(path, Math.min(lowest.get(path)!, order.get(next)!))
    }
    if (lowest.get(path) === order.get(path)) {
      const circle = open.splice(open.indexOf(path))
      if (circle.length > 1) circles.push(circle.sort())
    }
    return lowest.get(path)!
  }
  for (const path of targets.keys()) if (!order.has(path)) visit(path)
  return circles
}
