import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { shippedMethods } from '#src/analyses/shippedMethods.ts'
import type { TrustResult } from '#src/ensemble/contract.ts'
import { exampleConformers, writeConformer } from '#src/ensemble/example/conformers.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { program } from '../support/program.ts'

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plan-'))
  mkdirSync(join(folder, 'input/models'), { recursive: true })
  mkdirSync(join(folder, 'output'))
  const random = Random.stream(7, 1)
  exampleConformers(2, () => random.uniform()).forEach((conformer, k) => {
    writeFileSync(join(folder, `input/models/${k + 1}.pdb`), writeConformer(conformer))
  })
})
afterAll(() => rmSync(folder, { recursive: true }))

const models = ['compact.pdb', 'extended.pdb'].map((name, k) => ({ path: `models/${k + 1}.pdb`, name }))
const asked = {
  ...{ truth: 'chosen', weights: 'compact 0.8, extended 0.2', from: 0.01, to: 0.2, count: 40, percent: 1 },
  ...{ replicas: 1, seed: 1, c1: 1, contrast: 0.015, radiation: 'neutrons', d2o: 1, spread: 0.1 },
}

async function plan(parameters: object | null, inputs: object = { models }, ...mode: string[]) {
  writeFileSync(join(folder, 'params.json'), JSON.stringify({ parameters, inputs }))
  const run = Bun.spawn([...program, 'simulate', '--task', ...mode], {
    ...{ stdout: 'pipe', stderr: 'pipe', cwd: folder },
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  })
  const [out, code] = await Promise.all([run.stdout.text(), run.exited])
  return { last: JSON.parse(out.trim().split('\n').at(-1)!), code }
}

test('before there is a curve, one is planned for models alone, of neutrons too', async () => {
  const { last, code } = await plan(asked)
  expect(code).toBe(0)
  expect(last.summary).toMatchObject({ misfits: '0 of 1' })
  const found: TrustResult = JSON.parse(readFileSync(join(folder, 'output/simulation.json'), 'utf8'))
  expect(found.models.map(({ name, truth }) => [name, truth])).toEqual([
    ['compact.pdb', expect.closeTo(0.8)],
    ['extended.pdb', expect.closeTo(0.2)],
  ])
  for (const { error, sd } of found.models) expect(error).toBeLessThan(5 * sd)
  const method = shippedMethods.find(({ name }) => name === 'planning')!
  for (const { file } of method.results)
    expect(readFileSync(join(folder, 'output', file), 'utf8').length).toBeGreaterThan(10)
}, 300_000)

test.each([
  [asked, { models }, undefined],
  [null, { models }, undefined],
  [
    { ...asked, weights: 'compact 1, far 1' },
    { models },
    { field: 'weights', message: 'The library has no model “far”; its first is “compact.pdb”.' },
  ],
  [
    { ...asked, to: 0.005 },
    { models },
    { field: 'to', message: 'The largest q must lie above the smallest.' },
  ],
  [
    null,
    { models: models.slice(0, 1) },
    { message: 'One model has no weights to ask about: give two or more.' },
  ],
])('the check of %j tells what is wrong', async (parameters, inputs, finding) => {
  const { last, code } = await plan(parameters, inputs, '--check')
  expect(code).toBe(0)
  expect(last.findings).toEqual(finding ? [{ level: 'problem', ...finding }] : [])
})
