import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPublicExample } from '#src/analyses/publicExample.ts'
import { exampleParameters, stageExample } from '#src/studies/example.ts'
import { rankedModels } from '#views/analyses/rankedModels.ts'

/** What test/journeys/example.test.ts adds: the server of today calculates the same from it. */
test('the public example was calculated from the example study and its parameters', async () => {
  const incoming = mkdtempSync(join(tmpdir(), 'bioce-example-'))
  try {
    const { inspection } = await stageExample(incoming)
    const {
      assignment,
      outcome: { result },
    } = await openPublicExample()
    expect(assignment.study).toEqual(inspection.record)
    expect(assignment.parameters).toEqual(exampleParameters())
    expect(result.inputs.map(input => input.sha256)).toEqual(
      [inspection.record.curve, ...inspection.record.library].map(file => file.sha256),
    )
  } finally {
    rmSync(incoming, { recursive: true })
  }
})

test('it has converged, fits, and finds the hidden mixture within three standard deviations', async () => {
  const {
    assignment,
    outcome: { result },
  } = await openPublicExample()
  expect(result.sampler.converged).toBe(true)
  expect(result.fit.chi2P).toBeGreaterThan(0.01)
  for (const [name, weight] of Object.entries(assignment.study.truth!)) {
    if (weight === 0) continue
    const found = result.models.find(model => model.name.startsWith(name))!.weight
    expect(Math.abs(found.mean - weight)).toBeLessThan(3 * found.sd)
  }
})

test('its README tells of each of its files', async () => {
  const { outputs } = await openPublicExample()
  const readme = await outputs.find(({ name }) => name === 'README.txt')!.file.text()
  for (const { name, meaning } of outputs) {
    expect(readme).toContain(`${name}\n    ${meaning}`)
    expect(meaning).not.toBe('')
  }
})

test('its scenes give each model the colour that its page has', async () => {
  const { outcome, outputs } = await openPublicExample()
  const script = await outputs.find(({ name }) => name === 'ensemble.pml')!.file.text()
  const inScene = [...script.matchAll(/^# (\S+), weight [\s\S]*?^color 0x(\w+)/gm)].map(
    ([, name, colour]) => [name, `#${colour}`],
  )
  const ofPage = rankedModels(outcome.result.models).map(({ model, colour }) => [model.name, colour])
  expect(inScene.length).toBeGreaterThan(2)
  expect(inScene).toEqual(ofPage.slice(0, inScene.length))
})
