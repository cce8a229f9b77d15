import { expect, test } from 'bun:test'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { deleteAnalysisOf, findAnalysisOf, listAnalysesOfStudy } from '#db/analyses.ts'
import { findJobByKey } from '#db/jobs.ts'
import { jobKey } from '#src/analyses/cancel.ts'
import { rerunAnalysis } from '#src/analyses/rerun.ts'
import { noon } from '../support/people.ts'
import { tokenOf } from './apiTable.ts'
import { ask, makeWorld, openSite } from './world.ts'

const site = openSite()
const world = await makeWorld(site)
const { done, study, owner, actors } = world
const form = `/studies/${study.id}/methods/simulation`

const get = async (path: string) =>
  await (await ask(site, path, { headers: { cookie: actors.owner.cookie } })).text()

const send = (fields: Record<string, string>) =>
  ask(site, form, {
    method: 'POST',
    headers: { cookie: actors.owner.cookie, origin: site.config.origin },
    body: new URLSearchParams({
      ...{
        csrf: actors.owner.csrf,
        submitKey: crypto.randomUUID(),
        name: `Asked ${crypto.randomUUID().slice(0, 8)}`,
      },
      ...{ analysis: String(done.id), truth: 'posterior', points: 'measured', noise: '1', replicas: '50' },
      ...fields,
    }),
  })

const count = async () => (await listAnalysesOfStudy(site.db.read, study.id)).length

test('the form opens with the analysis that it was opened from', async () => {
  expect(await get(`/analyses/${done.id}`)).toContain(`${form}?analysis=${done.id}`)
  const page = await get(`${form}?analysis=${done.id}`)
  expect(page).toMatch(new RegExp(`<option value="${done.id}" selected[^>]*>Done`))
  expect(page).toContain('value="Simulation 1"')
  // One that is not done, or of another method, cannot be asked about.
  expect(page).not.toContain('>Waiting</option>')
  expect(page).not.toContain('>Averaged</option>')
  expect(await get(`/studies/${study.id}`)).toContain(form)
})

test('a simulation has the settings of its analysis, comes after the analyses of everybody, and is named on its result', async () => {
  const answer = await send({ name: 'Trust', replicas: '20' })
  expect(answer.status).toBe(303)
  const id = Number(answer.headers.get('location')!.split('/').at(-1))
  const row = (await findAnalysisOf(site.db.read, owner.id, id))!
  expect(row).toMatchObject({ method: 'simulation', methodVersion: null })
  expect(row.parameters).toMatchObject({
    ...done.parameters,
    simulation: { analysis: done.id, truth: 'posterior', replicas: 20 },
  })
  // The world's models have no atoms and so little to calculate: 21 inferences take 21 times as long.
  expect(row.expectedSeconds).toBeGreaterThan(0)
  const job = await findJobByKey(site.db.read, jobKey(id))
  expect(job!.priority).toBeLessThan(-1)
  expect(await get(`/analyses/${done.id}`)).toContain(`<a href="/analyses/${id}">Trust</a>`)
  expect(await get(`/analyses/${id}`)).toContain('Trust')
  const again = await rerunAnalysis(site, owner, id, noon)
  expect(again.parameters).toEqual(row.parameters)
})

test.each([
  [{ replicas: '0' }, 'Enter a whole number from 1 to 1000.'],
  [{ truth: 'chosen', weights: 'm1 0.5, m9 0.5' }, 'The library has no model “m9”'],
  [{ truth: 'chosen', weights: '' }, 'Give the weights.'],
  [{ points: 'planned', from: '0.3', to: '0.2', count: '100', percent: '1' }, 'The largest q must lie above'],
  [{ analysis: '123456' }, 'Choose one of Done'],
])('what cannot be simulated is told, and nothing is started: %o', async (fields, words) => {
  const before = await count()
  const answer = await send(fields as Record<string, string>)
  expect(answer.status).toBe(422)
  expect(await answer.text()).toContain(words)
  expect(await count()).toBe(before)
})

test('points cannot be planned where profiles were uploaded', async () => {
  const record = join(site.files.study(owner.id, study.id), 'study.json')
  const text = await Bun.file(record).text()
  const profiles = { path: 'p.txt', name: 'p.txt', bytes: 1, sha256: '0'.repeat(64) }
  await Bun.write(record, JSON.stringify({ ...JSON.parse(text), profiles }))
  const planned = { points: 'planned', from: '0.01', to: '0.2', count: '100', percent: '1' }
  expect(await (await send(planned)).text()).toContain('Planned points need models.')
  await Bun.write(record, text)
})

test('neutrons are planned for a study of X-rays, beside its curve', async () => {
  const fields = { points: 'neutrons', from: '0.01', to: '0.2', count: '100', percent: '1', d2o: '0.9' }
  expect(await (await send({ ...fields, d2o: '2' })).text()).toContain('Enter a number from 0 to 1.')
  const answer = await send({ ...fields, spread: '0.2', beside: 'on' })
  const id = Number(answer.headers.get('location')!.split('/').at(-1))
  const { parameters } = (await findAnalysisOf(site.db.read, owner.id, id))!
  expect(parameters.simulation).toMatchObject({ points: 'neutrons', d2o: 0.9, spread: 0.2, beside: true })
})

test('programs start one by the API, which lists its parameters', async () => {
  const headers = { authorization: `Bearer ${await tokenOf(site, owner.id, 'submit')}` }
  const methods = (await (await ask(site, '/api/v1/methods', { headers })).json()) as {
    items: { name: string }[]
  }
  expect(methods.items.map(({ name }) => name)).toContain('simulation')
  const post = (parameters: object) =>
    ask(site, `/api/v1/studies/${study.id}/analyses`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ method: 'simulation', parameters }),
    })
  const made = await post({ analysis: done.id, truth: 'equal', replicas: 3 })
  expect(made.status).toBe(201)
  const { id } = (await made.json()) as { id: number }
  expect((await findAnalysisOf(site.db.read, owner.id, id))!.parameters).toMatchObject({
    simulation: { truth: 'equal', replicas: 3, noise: 1 },
  })
  const refused = await post({ truth: 'chosen', weights: '1 2' })
  expect(refused.status).toBe(422)
  expect(await refused.text()).toContain('There are 2 weights for 5 models.')
})

test('a study without an analysis offers the question about a new one', async () => {
  const fresh = openSite()
  const { owner, study, actors } = await makeWorld(fresh)
  for (const { id } of await listAnalysesOfStudy(fresh.db.read, study.id))
    await fresh.db.write(tx => deleteAnalysisOf(tx, owner.id, id))
  const read = async (path: string) =>
    await (await ask(fresh, path, { headers: { cookie: actors.owner.cookie } })).text()
  const page = await read(`/studies/${study.id}`)
  expect(page).toContain('No analysis of this study yet')
  const form = `/studies/${study.id}/methods/simulation`
  expect(page).toContain(`<a href="${form}">Simulate and ask</a>`)
  expect(await read(form)).toContain('A new analysis with its defaults')
  await rm(fresh.folder, { recursive: true, force: true })
})

test('where the built-in analysis is switched off there is nothing to ask', async () => {
  const off = openSite({ config: { builtIn: false } })
  const other = await makeWorld(off)
  const { status } = await ask(off, `/studies/${other.study.id}/methods/simulation`, {
    headers: { cookie: other.actors.owner.cookie },
  })
  expect(status).toBe(404)
  await rm(off.folder, { recursive: true, force: true })
})
