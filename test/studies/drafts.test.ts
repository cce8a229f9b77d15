import { describe, expect, test } from 'bun:test'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findDraft, listOpenDraftsOf, updateDraft } from '#db/drafts.ts'
import { findJobByKey } from '#db/jobs.ts'
import type { Draft } from '#db/schema.ts'
import { listStudiesOf } from '#db/studies.ts'
import { storedPath } from '#src/compressed.ts'
import { acceptDraft } from '#src/studies/accept.ts'
import { checkFolder, runCheck, writeTask } from '#src/studies/check.ts'
import { changeFiles, checkLimits, discardDraft, openDraft, sweepDrafts } from '#src/studies/drafts.ts'
import type { FileField } from '#src/studies/findings.ts'
import { readPreflight } from '#src/studies/preflight.ts'
import { readRecord } from '#src/studies/record.ts'
import { mistake, openAccounts } from '../support/accounts.ts'
import { member, noon, studyOf } from '../support/people.ts'
import { fixture } from './uploads.ts'

const day = 24 * 3_600_000

/** Ada at the upload page. */
async function openDesk() {
  const world = openAccounts()
  const ada = await world.db.write(tx => member(tx, 'ada'))

  async function arrive(files: Partial<Record<FileField, string>>) {
    const folder = await world.files.openIncoming()
    const arrived = []
    for (const [field, name] of Object.entries(files)) {
      const path = join(folder, field)
      const bytes = await fixture(name)
      await Bun.write(path, bytes)
      arrived.push({ field: field as FileField, name: name.split('/').at(-1)!, path, bytes: bytes.length })
    }
    return { folder, arrived }
  }

  async function upload(files: Partial<Record<FileField, string>>, facts: Partial<Draft> = {}, now = noon) {
    const { folder, arrived } = await arrive(files)
    const form = { uploadKey: null, name: 'Linker', unit: 'guess', skipVariational: false, ...facts }
    return await openDraft(world, ada, folder, { ...form, files: arrived }, now)
  }

  /** Does what the worker would. */
  async function check(id: number): Promise<Draft> {
    const draft = (await findDraft(world.db.read, id))!
    const folder = checkFolder(world.files.draft(ada.id, id), draft.round)
    rmSync(folder, { recursive: true, force: true })
    await writeTask(folder, draft.details!, checkLimits(1e6))
    await runCheck(folder, () => {})
    await world.db.write(tx => updateDraft(tx, id, { state: 'done' }))
    return (await findDraft(world.db.read, id))!
  }

  const home = (id: number) => world.files.draft(ada.id, id)
  return { ...world, ada, arrive, upload, check, home }
}

const good = { curve: 'good/plain.dat', library: 'good/model.pdb' }
const word = { name: 'Linker', unit: '1/A' as const, skipVariational: false }

describe('an upload', () => {
  test('is nothing but a draft until its owner keeps it; keeping it twice makes one study', async () => {
    const desk = await openDesk()
    const draft = await desk.check((await desk.upload(good)).id)
    expect(await listStudiesOf(desk.db.read, desk.ada.id)).toEqual([])
    const study = await acceptDraft(desk, desk.ada, draft, word, noon)
    expect(study).toMatchObject({
      name: 'Linker',
      details: { points: 10, models: 1, skipVariational: false },
    })
    const record = (await readRecord(desk.files.study(desk.ada.id, study.id)))!
    expect(record.curve).toMatchObject({ name: 'plain.dat', unit: '1/A' })
    expect(
      existsSync(storedPath(join(desk.files.study(desk.ada.id, study.id), record.library[0]!.path))),
    ).toBe(true)
    expect(existsSync(desk.home(draft.id))).toBe(false)
    const again = await acceptDraft(desk, desk.ada, (await findDraft(desk.db.read, draft.id))!, word, noon)
    expect(again.id).toBe(study.id)
    expect((await listStudiesOf(desk.db.read, desk.ada.id)).length).toBe(1)
  })

  test('is not kept without its unit, with a problem, under a taken name, or while it is checked', async () => {
    const desk = await openDesk()
    await desk.db.write(tx => studyOf(tx, desk.ada, 'Taken'))
    const fresh = await desk.upload(good)
    const accept = (draft: Draft, change: object) =>
      acceptDraft(desk, desk.ada, draft, { ...word, ...change }, noon)
    await mistake(accept(fresh, {}), 'conflict')
    const draft = await desk.check(fresh.id)
    expect((await mistake(accept(draft, { unit: undefined }), 'invalid')).fields.unit).toContain(
      'the unit of q',
    )
    expect((await mistake(accept(draft, { name: 'Taken' }), 'invalid')).fields.name).toContain('already')
    expect((await mistake(accept(draft, { name: 'x' }), 'invalid')).fields.name).toContain('3 to 25')
    const bad = await desk.check((await desk.upload({ ...good, curve: 'bad/word-in-row.dat' })).id)
    await mistake(accept(bad, {}), 'invalid')
    expect((await accept(draft, {})).name).toBe('Linker')
  })

  test('is not kept in a unit that the evidence speaks against, unless its owner is sure', async () => {
    const desk = await openDesk()
    const draft = await desk.check((await desk.upload({ ...good, curve: 'good/nanometres.dat' })).id)
    const accept = (change: object) => acceptDraft(desk, desk.ada, draft, { ...word, ...change }, noon)
    const { fields } = await mistake(accept({ unit: '1/A' }), 'invalid')
    expect(fields.unit).toContain('Choose the other unit, or confirm this one below.')
    const study = await accept({ unit: '1/A', isUnitSure: true })
    const record = await readRecord(desk.files.study(study.userId, study.id))
    expect(record?.curve.unit).toBe('1/A')
  })

  test('sent twice with one key is one draft, and three at a time are enough', async () => {
    const desk = await openDesk()
    const first = await desk.upload(good, { uploadKey: 'k' })
    expect((await desk.upload(good, { uploadKey: 'k' })).id).toBe(first.id)
    await desk.upload(good)
    await desk.upload(good)
    await mistake(desk.upload(good), 'conflict')
    await discardDraft(desk, desk.ada, first.id, noon)
    expect((await listOpenDraftsOf(desk.db.read, desk.ada.id, noon)).length).toBe(2)
    expect((await desk.upload(good)).state).toBe('waiting')
  })

  test('is mended by another curve while its library stays, and is checked anew', async () => {
    const desk = await openDesk()
    const before = await desk.check((await desk.upload({ ...good, curve: 'bad/word-in-row.dat' })).id)
    const { arrived } = await desk.arrive({ curve: 'good/nanometres.dat' })
    await changeFiles(desk, desk.ada, before.id, { arrived }, noon)
    const after = (await findDraft(desk.db.read, before.id))!
    expect(after).toMatchObject({ state: 'waiting', round: 2 })
    expect(after.details!.files.library).toEqual(before.details!.files.library)
    expect((await findJobByKey(desk.db.read, `check:${before.id}:1`))!.state).toBe('cancelled')
    expect(readdirSync(desk.home(before.id)).sort()).toEqual(['1-library', '2-curve'])
    const preflight = (await readPreflight(desk.files, await desk.check(before.id)))!
    expect(preflight.checked!.curves[0]!.question).toMatchObject({
      proposal: '1/nm',
      ask: true,
      answer: null,
    })
    expect(preflight.checked!.curves[0]!.curve.q[0]).toBeCloseTo(0.01, 9)
  })

  test('whose report was lost in a crash is checked again', async () => {
    const desk = await openDesk()
    const draft = await desk.check((await desk.upload(good)).id)
    rmSync(join(checkFolder(desk.home(draft.id), 1), 'report.json'))
    expect(await readPreflight(desk.files, draft)).toBeUndefined()
    await changeFiles(desk, desk.ada, draft.id, { arrived: [] }, noon)
    expect((await readPreflight(desk.files, await desk.check(draft.id)))!.checked).not.toBeNull()
  })

  test('goes after a day, with its files, and what was kept stays', async () => {
    const desk = await openDesk()
    const kept = await desk.check((await desk.upload(good)).id)
    await acceptDraft(desk, desk.ada, kept, word, noon)
    const old = await desk.upload(good)
    const young = await desk.upload(good, {}, noon + day / 2)
    await sweepDrafts(desk, noon + day)
    expect(await findDraft(desk.db.read, old.id)).toBeUndefined()
    expect(existsSync(desk.home(old.id))).toBe(false)
    expect(existsSync(desk.home(young.id))).toBe(true)
    expect((await listStudiesOf(desk.db.read, desk.ada.id)).length).toBe(1)
  })
})
