import { expect, test } from 'bun:test'
import { mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { anyAssignmentFile } from '#src/analyses/folder.ts'
import { readMethodFields } from '#src/analyses/manifest/fieldValues.ts'
import { manifestSchema } from '#src/analyses/manifest/manifest.ts'
import { parameterSchema } from '#src/analyses/manifest/parameterSchema.ts'
import { readManifest } from '#src/analyses/manifest/readManifest.ts'
import { methodOutcome } from '#src/analyses/methodOutcome.ts'
import { temporaryFolder } from '../support/database.ts'
import { because } from '../support/skips.ts'

/** docs/methods.md: its example runs, and its tables have every word of a manifest. */
const guide = readFileSync(resolve(import.meta.dir, '../../docs/methods.md'), 'utf8')
const curve = resolve(import.meta.dir, '../fixtures/uploads/good/plain.dat')
const python = Bun.which('python3')

interface Schema {
  properties?: Record<string, Schema>
  patternProperties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
}

/** The names of all properties of a schema, at any depth. */
function wordsOf({ properties = {}, patternProperties = {}, items, anyOf = [] }: Schema): string[] {
  const inner = [
    ...Object.values(properties),
    ...Object.values(patternProperties),
    ...(items ? [items] : []),
    ...anyOf,
  ]
  return [...Object.keys(properties), ...inner.flatMap(wordsOf)]
}

test.each<[string, unknown]>([
  ['a manifest', manifestSchema],
  ['parameters', parameterSchema],
])('the guide explains every word of %s', (_, schema) => {
  const untold = wordsOf(schema as Schema).filter(
    word => !new RegExp(`[\`"]${word.replace('$', '\\$')}[\`"]`).test(guide),
  )
  expect(untold.filter(word => !['$schema', '$ref'].includes(word))).toEqual([])
})

test.skipIf(!python)(
  `the example of the guide is a method as it stands there${python ? '' : because('python3 is not installed')}`,
  async () => {
    const folder = temporaryFolder()
    for (const [, name, text] of guide.matchAll(/<!-- example: ([\w.]+) -->\n```\w+\n(.*?)```/gs))
      await Bun.write(join(folder, name!), text!)
    const manifest = readManifest(join(folder, 'slope.json'))
    const { values } = readMethodFields(manifest.fields, { points: '5' })
    mkdirSync(join(folder, 'output'))
    await Bun.write(join(folder, 'params.json'), JSON.stringify({ parameters: values }))
    await Bun.write(join(folder, 'input/curve.dat'), Bun.file(curve))
    const { exitCode, stdout, stderr } = Bun.spawnSync(manifest.command, { cwd: folder })
    expect([exitCode, stderr.toString()]).toEqual([0, ''])
    const { summary } = JSON.parse(stdout.toString().trim().split('\n').at(-1)!)
    const { numbers, shown } = await methodOutcome(manifest, { summary } as never, folder)
    expect(numbers).toEqual([{ name: 'slope', label: 'Slope', digits: 3, value: expect.any(Number) }])
    expect(shown).toMatchObject([{ kind: 'chart', title: 'Points used', table: { head: ['q', 'I'] } }])
  },
)

test('the params.json of the guide is one that a method of examples/ is given', () => {
  const [, text = ''] = /<!-- params.json -->\n```json\n(.*?)```/s.exec(guide)!
  const { method, parameters } = anyAssignmentFile.parse(text, 'params.json')
  const given = parameters as unknown as Record<string, unknown>
  const { name, version, fields } = readManifest(
    join(import.meta.dir, '../../examples/dose-response/method.json'),
  )
  expect(method).toEqual({ name, version: version! })
  expect(readMethodFields(fields, given) as unknown).toEqual({ values: given, errors: {} })
})
