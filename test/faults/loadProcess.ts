// Run as a child on the file system that will lose power: uploads, submits and runs as fast as it can, through the
// doors that the site uses, and prints a ledger line for each thing that a person would have been told.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { listAnalysesOf } from '#db/analyses.ts'
import { deleteDraft, findDraft, listOpenDraftsOf } from '#db/drafts.ts'
import { openDatabase } from '#db/index.ts'
import { findUserByEmail } from '#db/users.ts'
import { lanesFor } from '#jobs/runners.ts'
import { startWorker } from '#jobs/worker.ts'
import { submitAnalysis } from '#src/analyses/submit.ts'
import type { Config } from '#src/config.ts'
import { defaultFields, parseParameters } from '#src/method/parameters.ts'
import { acceptDraft } from '#src/studies/accept.ts'
import { openDraft } from '#src/studies/drafts.ts'
import { member } from '../support/people.ts'
import { until } from '../support/until.ts'
import { workOptions } from '../support/work.ts'

const root = process.argv[2]
mkdirSync(join(root!, 'userData'), { recursive: true })
mkdirSync(join(root!, 'failedAnalyses'), { recursive: true })
const db = await openDatabase(join(root!, 'db/bioce.sqlite'))
const { files, options, methods } = workOptions(db, root!)
methods.set('bioce', {
  command: ['sh', '-c', 'cat input/curve.dat params.json > output/result.txt'],
  results: [{ file: 'result.txt' }],
})
const config = { studiesMax: 1e6, analysesMax: 1e6, uploadBytesMax: 1e9, inflatedBytesMax: 1e9 } as Config
const world = { db, files, config }
const ada = (await findUserByEmail(db.read, 'ada@uni.example')) ?? (await db.write(tx => member(tx, 'ada')))
// What a cut left half-way is thrown away, as its owner would: only so many uploads may wait to be kept.
for (const { id } of await listOpenDraftsOf(db.read, ada.id, Date.now()))
  await db.write(tx => deleteDraft(tx, id))
const tell = (...words: (string | number)[]) => console.log(words.join(' '))

await startWorker({ ...options, lanes: lanesFor(2) })
void tellDone()
for (;;) await uploadAndSubmit()

async function uploadAndSubmit(): Promise<void> {
  const incoming = await files.openIncoming()
  const rows = Array.from({ length: 40 }, (_, i) => 0.01 + i * 0.01)
  const paths = { curve: join(incoming, '0'), profiles: join(incoming, '1') }
  await Bun.write(paths.curve, rows.map(q => `${q} ${100 * Math.exp(-q * q * 80)} 0.5\n`).join(''))
  await Bun.write(
    paths.profiles,
    rows.map(q => [60, 80, 90].map(b => Math.exp(-q * q * b)).join(' ')).join('\n'),
  )
  const name = crypto.randomUUID().slice(0, 20)
  const arrived = (['curve', 'profiles'] as const).map(field => ({
    field,
    name: `${field}.txt`,
    path: paths[field],
    bytes: Bun.file(paths[field]).size,
  }))
  const upload = { uploadKey: null, name, unit: '1/A', skipVariational: true, files: arrived }
  const { id } = await openDraft(world, ada, incoming, upload, Date.now())
  const draft = await until(async () => {
    const now = await findDraft(db.read, id)
    return now?.state === 'done' && now
  })
  const study = await acceptDraft(world, ada, draft, { ...upload, unit: '1/A' }, Date.now())
  await files.discard(incoming)
  tell('study', study.id)
  for (const name of ['First', 'Second']) {
    const form = { name, parameters: parseParameters(defaultFields), submitKey: crypto.randomUUID() }
    const analysis = await submitAnalysis(world, ada, study, form, Date.now())
    tell('analysis', study.id, analysis.id)
  }
}

/** Tells of analyses that a page would show as done. */
async function tellDone(): Promise<void> {
  const told = new Set<number>()
  for (;;) {
    for (const { analysis } of await listAnalysesOf(db.read, ada.id))
      if (analysis.state === 'done' && !told.has(analysis.id)) {
        told.add(analysis.id)
        tell('done', analysis.studyId, analysis.id)
      }
    await Bun.sleep(10)
  }
}
