import { expect, test } from 'bun:test'
import { insertAnalysis, listAnalysesOfStudy } from '#db/analyses.ts'
import { type Parameters, parseParameters } from '#src/method/parameters.ts'
import { noon } from '../support/people.ts'
import { makeWorld, openSite } from './world.ts'

const site = openSite()
const world = await makeWorld(site)
const { done, study } = world
const variants = `/analyses/${done.id}/variants`

const ask = (path: string) =>
  site.app.handle(
    new Request(site.config.origin + path, {
      headers: { accept: 'text/html', cookie: world.actors.owner.cookie },
    }),
  )

const send = (fields: Record<string, string>, to = variants) =>
  site.app.handle(
    new Request(site.config.origin + to, {
      method: 'POST',
      headers: { accept: 'text/html', cookie: world.actors.owner.cookie, origin: site.config.origin },
      body: new URLSearchParams({ csrf: world.actors.owner.csrf, submitKey: crypto.randomUUID(), ...fields }),
    }),
  )

const names = async () =>
  (await listAnalysesOfStudy(site.db.read, study.id))
    .filter(({ method }) => method === 'bioce')
    .map(({ name }) => name)

test('one analysis is started for each value, with everything else as it was; the same form starts none twice', async () => {
  expect(await (await ask(variants)).text()).toContain('Vary settings')
  const form = { setting: 'cut', values: '0.02, 0.05\n0.1', submitKey: 'once' }
  for (let time = 0; time < 2; time++) {
    const answer = await send(form)
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe(`/studies/${study.id}/results`)
  }
  const started = (await listAnalysesOfStudy(site.db.read, study.id)).slice(0, 3)
  expect(started.map(({ parameters }) => (parameters as { cut: number }).cut).toSorted()).toEqual([
    0.02, 0.05, 0.1,
  ])
  expect(new Set(started.map(({ parameters }) => JSON.stringify({ ...parameters, cut: 0 }))).size).toBe(1)
  expect(await names()).toContain(`${done.name} 0.05`)
})

test.each([
  [{ setting: 'cut', values: '' }, 'Give at least one value.'],
  [{ setting: 'cut', values: '0.03, big' }, 'big: Use a number, with a point for decimals.'],
  [{ setting: 'cut', values: '0.03, 7' }, '7: Use a number from 0.0001 to 0.5.'],
  [{ setting: 'cut', values: Array.from({ length: 13 }, (_, i) => `0.0${i + 10}`).join() }, 'at most 12'],
  [{ setting: 'seed', values: '3' }, 'Choose one of the settings.'],
  [{ setting: 'skipVariational', values: 'perhaps' }, 'perhaps: Use yes or no.'],
])('what cannot be varied so is told, and nothing is started: %o', async (fields, words) => {
  const before = await names()
  const answer = await send(fields)
  expect(answer.status).toBe(422)
  expect(await answer.text()).toContain(words)
  expect(await names()).toEqual(before)
})

test('two settings make a grid, without the pair of the analysis itself', async () => {
  const { cut, chains } = done.parameters as { cut: number; chains: number }
  const grid = { setting: 'cut', values: `${cut}, 0.3`, setting2: 'chains', values2: `${chains} 8` }
  expect((await send(grid)).status).toBe(303)
  const started = (await listAnalysesOfStudy(site.db.read, study.id)).slice(0, 3)
  expect(started.map(({ parameters: p }) => [p.cut, p.chains]).toSorted()).toEqual(
    [
      [cut, 8],
      [0.3, chains],
      [0.3, 8],
    ].toSorted(),
  )
  expect(new Set(started.map(({ name }) => name)).size).toBe(3)
  for (const [fields, words] of [
    [{ ...grid, setting2: 'cut' }, 'Choose another setting than the first.'],
    [{ ...grid, setting2: '' }, 'Choose one of the settings.'],
    [{ ...grid, values2: '' }, 'Give at least one value.'],
    [
      { ...grid, values: '0.31 0.32 0.33 0.34', values2: '5 6 7 8' },
      'at most 12 pairs of values; these are 16',
    ],
    [{ ...grid, values2: '1' }, '1: Use a whole number from 2 to 16.'],
    [
      { ...grid, values: String(cut), values2: String(chains) },
      'These are the values of this analysis itself',
    ],
  ] as const) {
    const before = await names()
    const answer = await send(fields)
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain(words)
    expect(await names()).toEqual(before)
  }
})

test('the value of the analysis itself is not run again', async () => {
  const cut = String((done.parameters as { cut: number }).cut)
  expect(await (await send({ setting: 'cut', values: `0.2 ${cut}` })).text()).toContain(
    `${cut} is the value of this analysis itself.`,
  )
})

test('all results of a study stand in one table, also as CSV', async () => {
  const page = await (await ask(`/studies/${study.id}/results`)).text()
  expect(page).toContain('Weight threshold')
  expect(page).toContain('Waiting')
  const csv = await ask(`/studies/${study.id}/results.csv`)
  expect(csv.headers.get('content-disposition')).toContain('-results.csv')
  const lines = (await csv.text()).trimEnd().split('\r\n')
  expect(lines[0]).toStartWith('analysis,state,')
  expect(lines[0]).toEndWith(',ln_evidence,ln_evidence_reach,converged')
  expect(new Set(lines.map(line => line.split(',').length)).size).toBe(1)
  expect(lines).toHaveLength((await names()).length + 1)
})

test('each of several curves has its own largest q, and both are varied as a grid', async () => {
  const parameters = parseParameters({ seed: '1', qMax2: '0.3', radiation2: 'neutrons', d2o2: '1' }, 2)
  const { id } = await site.db.write(tx =>
    insertAnalysis(tx, {
      ...{ studyId: study.id, userId: world.owner.id, name: 'Both', createdAt: noon },
      ...{ method: 'bioce', submitKey: 'both', parameters: parameters as never },
    }),
  )
  const to = `/analyses/${id}/variants`
  const page = await (await ask(to)).text()
  for (const words of ['Largest q, curve.dat (now 0.5 1/Å)', 'Largest q, curve 2 (now 0.3 1/Å)'])
    expect(page).toContain(words)
  expect(page).toContain('Iterations (now 2,000)')
  const grid = { setting: 'qMax2', values: '0.2, 0.3', setting2: 'qMax', values2: '0.25, 0.4' }
  expect((await send(grid, to)).status).toBe(303)
  const started = (await listAnalysesOfStudy(site.db.read, study.id)).filter(({ name }) =>
    name.startsWith('Both '),
  )
  const reaches = started.map(({ parameters }) => {
    const { qMax, more } = parameters as unknown as Parameters
    return [more![0]!.qMax, qMax]
  })
  expect(reaches.toSorted()).toEqual([
    [0.2, 0.25],
    [0.2, 0.4],
    [0.3, 0.25],
    [0.3, 0.4],
  ])
  expect(started.every(({ parameters }) => (parameters as unknown as Parameters).more![0]!.d2o === 1)).toBe(
    true,
  )
  const wrong = await send({ setting: 'qMax3', values: '0.2' }, to)
  expect(await wrong.text()).toContain('Choose one of the settings.')
})
