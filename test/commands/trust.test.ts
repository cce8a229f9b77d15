import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TrustResult } from '#src/ensemble/contract.ts'
import { madeUp } from '../ensemble/madeUp.ts'
import { program } from '../support/program.ts'

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trust-'))
  const { curve, profiles } = madeUp([0.7, 0.3], { noise: 0.01 })
  mkdirSync(join(folder, 'input'))
  const write = (name: string, lines: Iterable<string>) =>
    writeFileSync(join(folder, 'input', name), [...lines].join('\n'))
  write(
    'curve.dat',
    Array.from(curve.q, (q, i) => `${q} ${curve.intensity[i]} ${curve.sigma[i]}`),
  )
  write(
    'profiles.txt',
    Array.from(curve.q, (_, i) => `${profiles.values[2 * i]} ${profiles.values[2 * i + 1]}`),
  )
  const file = (name: string) => ({ path: name, name, sha256: '', bytes: 1 })
  const study = {
    curve: { ...file('curve.dat'), unit: '1/A' },
    profiles: file('profiles.txt'),
    models: ['open', 'shut'].map(name => ({ name, atoms: null, rg: null, dmax: null })),
    warnings: [],
    truth: null,
    library: [],
  }
  const parameters = { seed: 5, skipVariational: true, iterations: 100, iterationsMax: 100 }
  writeFileSync(
    join(folder, 'params.json'),
    JSON.stringify({ version: 1, name: 'made up', study, parameters }),
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

async function trust(...args: string[]) {
  const run = Bun.spawn([...program, 'trust', ...args], { stdout: 'pipe', stderr: 'pipe' })
  const [out, err, code] = await Promise.all([run.stdout.text(), run.stderr.text(), run.exited])
  return { out, err, code }
}

test('bioce trust tells what curves of the ensemble that was found recover, as a table and as JSON', async () => {
  const [table, json] = await Promise.all([
    trust(folder, '--replicas', '2'),
    trust(folder, '--replicas', '2', '--json'),
  ])
  expect([table.code, json.code]).toEqual([0, 0])
  const found: TrustResult = JSON.parse(json.out)
  expect(found).toMatchObject({ seed: 5, replicas: 2, models: [{ name: 'open' }, { name: 'shut' }] })
  expect(Math.abs(found.models[0]!.truth - 0.7)).toBeLessThan(0.1)
  expect(table.out).toMatch(/^open\t0\.\d+\t0\.\d+\t0\.\d+\t[0-2] of 2$/m)
  for (const sentence of found.words) expect(table.out).toContain(sentence)
}, 60_000)

test.each([
  ['no folder', [], 'Give the folder of an analysis'],
  ['half a replica', ['.', '--replicas', '1.5'], '--replicas must be a whole number from 1 to 1000'],
  ['a folder that holds no analysis', [tmpdir()], 'params.json'],
])('bioce trust refuses %s', async (_, args, words) => {
  const { err, code } = await trust(...args)
  expect(err).toContain(words)
  expect(err).not.toContain('    at ')
  expect(code).toBe(2)
})
