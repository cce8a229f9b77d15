import { describe, expect, test } from 'bun:test'
import { mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import Ajv from 'ajv/dist/2020'
import { createOutputReader } from '#jobs/executors/output.ts'
import { prepareFolder } from '#src/analyses/folder.ts'
import { readManifest } from '#src/analyses/manifest/readManifest.ts'
import { type MethodSchemaName, methodSchemas, textOfSchema } from '#src/analyses/methodSchemas.ts'
import { printedLines } from '#src/analyses/printedLines.ts'
import { openPublicExample } from '#src/analyses/publicExample.ts'
import { makeMethod } from '#src/commands/newMethod.ts'
import { readMethodFindings } from '#src/studies/methodFinding.ts'
import { temporaryFolder } from '../support/database.ts'
import { recordOf } from '../support/records.ts'

/** The published schemas, by a validator that is not ours. */
const ajv = new Ajv({ strict: false })
const validators = Object.fromEntries(
  Object.keys(methodSchemas).map(name => [
    name,
    ajv.compile(JSON.parse(textOfSchema(name as MethodSchemaName))),
  ]),
)
const isValid = (name: MethodSchemaName, value: unknown) => validators[name]!(value)
const faultsOf = (name: MethodSchemaName, value: unknown) =>
  isValid(name, value) ? [] : validators[name]!.errors

const root = resolve(import.meta.dir, '../..')
const guide = readFileSync(join(root, 'docs/methods.md'), 'utf8')
const example = JSON.parse(readFileSync(join(root, 'examples/dose-response/method.json'), 'utf8'))

const ofGuide = (mark: string) =>
  JSON.parse(guide.split(`<!-- ${mark} -->\n\`\`\`json\n`)[1]!.split('```')[0]!)

describe('the schema of a manifest', () => {
  const written = ['examples/*/method.json', 'src/method/**/*.json', 'test/fixtures/methods/*.json'].flatMap(
    pattern => [...new Bun.Glob(pattern).scanSync({ cwd: root })],
  )
  test.each(written)('takes %s, whose parameters are a JSON Schema', path => {
    const manifest = JSON.parse(readFileSync(join(root, path), 'utf8'))
    expect(faultsOf('manifest', manifest)).toEqual([])
    expect(ajv.validateSchema(manifest.parameters ?? {})).toBe(true)
  })

  test('takes the guide, and lies beside what "bioce method new" writes', async () => {
    expect(faultsOf('manifest', ofGuide('example: slope.json'))).toEqual([])
    const folder = await makeMethod('mean', 'shell', temporaryFolder())
    const manifest = JSON.parse(readFileSync(join(folder, 'method.json'), 'utf8'))
    expect(faultsOf('manifest', manifest)).toEqual([])
    expect(readFileSync(join(folder, manifest.$schema), 'utf8')).toBe(textOfSchema('manifest'))
  })

  test.each<[string, object]>([
    ['a word that it does not have', { colour: 'red' }],
    ['a command that is a text', { command: 'python3 x.py' }],
    ['a name with a path', { results: [{ file: '../x.csv', title: 'X' }] }],
    ['a way to show that there is not', { results: [{ file: 'x.csv', title: 'X', show: 'html' }] }],
    ['a type of parameter that there is not', { parameters: { properties: { a: { type: 'object' } } } }],
    ["an option of Slurm that is the server's", { slurm: ['--uid=0'] }],
    ['an input without kinds', { inputs: [{ name: 'a', label: 'A', kinds: [] }] }],
  ])('refuses %s, as the server does', async (_, change) => {
    const manifest = { ...example, ...change }
    expect(isValid('manifest', manifest)).toBe(false)
    const path = join(temporaryFolder(), 'method.json')
    await Bun.write(path, JSON.stringify(manifest))
    expect(() => readManifest(path)).toThrow('method.json, line ')
  })
})

describe('the schema of params.json', () => {
  test('takes that of the guide, with the null of a check too', () => {
    const params = ofGuide('params.json')
    expect(faultsOf('params', params)).toEqual([])
    expect(faultsOf('params', { ...params, parameters: null })).toEqual([])
    const [file] = params.inputs.tables
    for (const wrong of [
      { ...params, inputs: { tables: [{ ...file, bytes: '1' }] } },
      { ...params, name: 1 },
      {},
    ])
      expect(isValid('params', wrong)).toBe(false)
  })

  test('takes what the program lays out, of either kind of study', async () => {
    const folder = temporaryFolder()
    const study = join(folder, 'study')
    mkdirSync(study)
    await Bun.write(join(study, 'curve.dat'), 'x')
    await Bun.write(join(study, 'table.csv'), 'x')
    const table = { path: 'table.csv', name: 'mine.csv', bytes: 1, sha256: '0'.repeat(64) }
    const method = { name: 'mean', version: '1', text: '{}' }
    for (const [i, contents] of [{ study: recordOf() }, { inputs: { table: [table] } }].entries()) {
      const home = join(folder, String(i))
      await prepareFolder(
        home,
        study,
        contents,
        'First',
        { scale: 1, names: ['a'], none: null },
        { manifest: method },
      )
      expect(faultsOf('params', await Bun.file(join(home, 'params.json')).json())).toEqual([])
    }
  })

  test('takes that of the built-in example, and the schema of result.json its result', async () => {
    const { assignment, outputs } = await openPublicExample()
    expect(faultsOf('params', assignment)).toEqual([])
    const result = await outputs.find(({ name }) => name === 'result.json')!.file.json()
    expect(faultsOf('result', result)).toEqual([])
    expect(isValid('result', { ...result, models: 'none' })).toBe(false)
  })
})

describe('the schema of a printed line', () => {
  const examples = printedLines.flatMap(({ examples }): Record<string, unknown>[] => examples)

  test.each(examples)('takes %j, which is read as it stands', async line => {
    expect(faultsOf('line', line)).toEqual([])
    const reader = createOutputReader(join(temporaryFolder(), 'log.txt'), 1000)
    await reader.read(new Response(`a word\n${JSON.stringify(line)}\n`).body!, true)
    expect(reader.lastObject()).toEqual(line)
    if ('stage' in line) expect(reader.lastProgress() as unknown).toEqual(line)
    if ('findings' in line) expect(readMethodFindings(line.findings) as unknown).toEqual(line.findings)
    reader.close()
  })

  test('takes each line that a method to start from prints', async () => {
    const folder = await makeMethod('mean', 'shell', temporaryFolder())
    await Bun.write(join(folder, 'params.json'), '{"parameters": {"scale": 2}}')
    await Bun.write(join(folder, 'input/table.csv'), Bun.file(join(folder, 'example.csv')))
    mkdirSync(join(folder, 'output'))
    const { stdout } = Bun.spawnSync(['sh', 'method.sh'], { cwd: folder })
    const lines = stdout
      .toString()
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(lines.map(line => Object.keys(line)[0])).toEqual(['stage', 'summary'])
    for (const line of lines) expect(faultsOf('line', line)).toEqual([])
  })

  test.each([
    {},
    { stage: 1 },
    { stage: 'a', done: '1' },
    { summary: { a: [1] } },
    { findings: [{ level: 'bad' }] },
  ])('refuses %j', line => expect(isValid('line', line)).toBe(false))
})
