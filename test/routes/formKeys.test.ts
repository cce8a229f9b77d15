import { describe, expect, test } from 'bun:test'
import { listAnalysesOfStudy } from '#db/analyses.ts'
import { ask, makeWorld, openSite, type World } from './world.ts'

/** The key of a form makes one thing, and never passes an old thing for a new one (F30). */
const site = openSite()

const send = async ({ owner }: World['actors'], path: string, fields: Record<string, string | File>) => {
  const body = new FormData()
  for (const [name, value] of Object.entries({ csrf: owner.csrf, ...fields })) body.set(name, value)
  const answer = await ask(site, path, { method: 'POST', body, headers: { cookie: owner.cookie } })
  return { status: answer.status, location: answer.headers.get('location'), page: await answer.text() }
}

const keyIn = (page: string, name: string) => page.match(new RegExp(`name="${name}" value="([^"]+)"`))![1]!

describe('the form of an analysis sent twice with one key', () => {
  const energies = (text: string) => new File([text], 'energies.txt')
  const form = { name: 'First', submitKey: 'one', chains: '4', seed: '', energies: energies('1 2 3 4 5') }

  test('is one analysis, though no seed was typed', async () => {
    const { actors, study } = await makeWorld(site)
    const path = `/studies/${study.id}/analyses`
    const [first, second] = [await send(actors, path, form), await send(actors, path, form)]
    expect([first.status, second.status, second.location]).toEqual([303, 303, first.location])
  })

  test.each([
    ['another number of chains', { chains: '8' }],
    ['another name', { name: 'Second' }],
    ['other energies', { energies: energies('1 2 3 4 6') }],
    ['without energies', { energies: energies('') }],
  ])('with %s is refused in words, and is another analysis when it is sent again', async (_, change) => {
    const { actors, study } = await makeWorld(site)
    const path = `/studies/${study.id}/analyses`
    const before = (await listAnalysesOfStudy(site.db.read, study.id)).length
    const first = await send(actors, path, form)
    const { status, page } = await send(actors, path, { ...form, ...change })
    expect(status).toBe(409)
    expect(page).toContain('became the analysis “First”')
    expect((await listAnalysesOfStudy(site.db.read, study.id)).length).toBe(before + 1)
    const again = { ...form, ...change, name: 'Another', submitKey: keyIn(page, 'submitKey') }
    const second = await send(actors, path, again)
    expect(second.status).toBe(303)
    expect(second.location).not.toBe(first.location)
  })

  test('so is that of a method', async () => {
    const { actors, study } = await makeWorld(site)
    const { owner } = actors
    const submit = async (name: string) => {
      const body = new URLSearchParams({ csrf: owner.csrf, name, submitKey: 'two' })
      const path = `/studies/${study.id}/methods/average`
      return (await ask(site, path, { method: 'POST', body, headers: { cookie: owner.cookie } })).status
    }
    expect([await submit('One'), await submit('One'), await submit('Two')]).toEqual([303, 303, 409])
  })
})

describe('an upload sent twice with one key', () => {
  const form = {
    name: 'Lysozyme',
    uploadKey: 'one',
    curve: new File(['0.1 1 0.1\n'], 'curve.dat'),
    library: new File(['ATOM'], 'model.pdb'),
  }

  test('is one draft', async () => {
    const { actors } = await makeWorld(site)
    const [first, second] = [await send(actors, '/drafts', form), await send(actors, '/drafts', form)]
    expect([first.status, second.status, second.location]).toEqual([303, 303, first.location])
  })

  test.each([
    ['another file of the same name and length', { curve: new File(['0.1 2 0.1\n'], 'curve.dat') }],
    ['another unit', { unit: '1/nm' }],
  ])('with %s is refused in words, and is another draft when it is sent again', async (_, change) => {
    const { actors } = await makeWorld(site)
    const first = await send(actors, '/drafts', form)
    const { status, page } = await send(actors, '/drafts', { ...form, ...change })
    expect(status).toBe(409)
    expect(page).toContain('This form was sent before, with other files or values')
    const second = await send(actors, '/drafts', { ...form, ...change, uploadKey: keyIn(page, 'uploadKey') })
    expect(second.status).toBe(303)
    expect(second.location).not.toBe(first.location)
  })
})
