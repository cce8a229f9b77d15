import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setAnalysisState } from '#db/analyses.ts'
import { type Database, openDatabase } from '#db/index.ts'
import { findJobByKey } from '#db/jobs.ts'
import { cancel } from '#db/queue.ts'
import { grantRole } from '#db/roles.ts'
import type { Analysis, Study, User } from '#db/schema.ts'
import { hashPassword } from '#src/accounts/passwords.ts'
import { cancelAnalysis, jobKey } from '#src/analyses/cancel.ts'
import { decisionFile, decisionIn, methodFolder, undecided } from '#src/analyses/installedMethods.ts'
import type { Manifest } from '#src/analyses/manifest/manifest.ts'
import { readMethods } from '#src/analyses/methods.ts'
import { openPublicExample } from '#src/analyses/publicExample.ts'
import { submitAnalysis } from '#src/analyses/submit.ts'
import { type Config, readConfig } from '#src/config.ts'
import { type Files, openFiles } from '#src/files.ts'
import { openDraft } from '#src/studies/drafts.ts'
import { exampleName, exampleParameters, findExampleFile, stageExample } from '#src/studies/example.ts'
import type { FileField } from '#src/studies/findings.ts'
import { storeStudy } from '#src/studies/upload.ts'
import { member } from '../test/support/people.ts'

interface Deps {
  db: Database
  files: Files
  config: Config
}

/** Whoever reads this can sign in: the server that has these people must not be reached from another machine. */
export const people = {
  administrator: { name: 'admin', email: 'admin@uni.example', password: 'quiet harbour lantern' },
  member: { name: 'member', email: 'member@uni.example', password: 'winter orchard telescope' },
}

/** Runs for an hour and goes on after a restart: there is always something running to look at. */
const slow = {
  name: 'slow',
  version: '1',
  title: 'Slow (for development)',
  description: 'Reports progress for an hour and calculates nothing.',
  command: [
    'sh',
    '-c',
    `i=$(cat checkpoint/i 2>/dev/null || echo 0)
    while [ $i -lt 1200 ]; do
      i=$((i + 1)); echo $i > checkpoint/i
      echo "{\\"stage\\":\\"sampling\\",\\"done\\":$i,\\"total\\":1200}"; sleep 3
    done
    echo $i > output/steps.txt`,
  ],
  results: [{ file: 'steps.txt', title: 'Number of steps' }],
}
const broken = {
  name: 'broken',
  version: '1',
  title: 'Broken (for development)',
  description: 'Fails at once.',
  command: ['sh', '-c', 'echo "Something broke." >&2; exit 3'],
  results: [],
}

/** Settings of a server on such a folder: one analysis of each person runs, so that the next one, short or not, waits. */
export const seededSettings = (folder: string) => ({
  BIOCE_DATA: folder,
  BIOCE_SLOTS: '2',
  BIOCE_RUNNING: '1',
  BIOCE_SHORT_SECONDS: '0',
})

/** Fills an empty data folder with an administrator and a member who has uploads, studies and analyses in every state. */
export async function seed(folder: string): Promise<void> {
  const config = readConfig(seededSettings(folder))
  for (const method of [slow, broken]) {
    await put(join(methodFolder(config.userData, method.name), '1/method.json'), JSON.stringify(method))
    await put(decisionIn(config.userData, method.name), decisionFile.textOf({ ...undecided, current: 1 }))
  }
  await mkdir(dirname(config.databaseUrl), { recursive: true })
  const db = await openDatabase(config.databaseUrl)
  const deps = { db, config, files: openFiles(config.userData, config.failedAnalyses) }
  try {
    const administrator = await addPerson(deps, people.administrator)
    await db.write(tx => grantRole(tx, administrator.id, 'superuser'))
    const owner = await addPerson(deps, people.member)
    await addUpload(deps, owner, 'Ready to keep', {
      curve: await exampleBytes('two-domains.dat'),
      library: await exampleBytes('conformers.tar.gz'),
    })
    await addUpload(deps, owner, 'With a broken curve', {
      curve: await readFile(join(import.meta.dir, '../test/fixtures/uploads/bad/three-broken-rows.dat')),
      library: await exampleBytes('conformers.tar.gz'),
    })
    await addStudy(deps, owner, 'Without analyses')
    // What the member starts waits for what runs; methods can be tried on this one.
    await addStudy(deps, administrator, 'To try methods on')
    const study = await addStudy(deps, owner, 'Every state')
    const { methods } = readMethods(config)
    const submit = (name: string, method?: string) =>
      addAnalysis(deps, owner, study, name, method === undefined ? undefined : methods.get(method))
    await finish(deps, owner, study, await submit(exampleName))
    await cancelAnalysis(db, owner.id, (await submit('Cancelled')).id, Date.now())
    await submit('Failed', broken.name)
    await submit('Running', slow.name)
    await submit('Waiting')
  } finally {
    db.close()
  }
}

async function addPerson({ db }: Deps, { name, password }: { name: string; password: string }) {
  const passwordHash = await hashPassword(password)
  const now = Date.now()
  const facts = { passwordHash, createdAt: now, updatedAt: now, confirmedAt: now }
  return await db.write(tx => member(tx, name, facts))
}

const exampleBytes = async (name: string) => await (await findExampleFile(name))!.bytes()

async function addUpload(
  deps: Deps,
  owner: User,
  name: string,
  contents: Record<'curve' | 'library', Uint8Array>,
): Promise<void> {
  const names = { curve: 'two-domains.dat', library: 'conformers.tar.gz' }
  const incoming = await deps.files.openIncoming()
  const files = await Promise.all(
    Object.entries(contents).map(async ([field, bytes]) => {
      const path = join(incoming, field)
      await writeFile(path, bytes)
      return { field: field as FileField, name: names[field as 'curve'], path, bytes: bytes.length }
    }),
  )
  const facts = { uploadKey: crypto.randomUUID(), unit: 'guess', skipVariational: false }
  await openDraft(deps, owner, incoming, { ...facts, name, files }, Date.now())
}

async function addStudy(deps: Deps, owner: User, name: string): Promise<Study> {
  const incoming = await deps.files.openIncoming()
  const { folder, files, inspection } = await stageExample(incoming)
  const details = { name, skipVariational: false, libraryName: files.library.name, example: true }
  const study = await storeStudy(deps, owner, folder, details, inspection, Date.now())
  await deps.files.discard(incoming)
  return study
}

async function addAnalysis(deps: Deps, owner: User, study: Study, name: string, manifest?: Manifest) {
  const parameters = manifest === undefined ? exampleParameters() : {}
  const submitKey = crypto.randomUUID()
  return await submitAnalysis(deps, owner, study, { name, manifest, parameters, submitKey }, Date.now())
}

/** Gives an analysis the public result of the example, as if a worker had calculated it. */
async function finish({ db, files }: Deps, owner: User, study: Study, { id }: Analysis): Promise<void> {
  const output = join(files.analysis(owner.id, study.id, id), 'output')
  const { outputs } = await openPublicExample()
  for (const { name, file } of outputs) await put(join(output, name), await file.bytes())
  const now = Date.now()
  await db.write(async tx => {
    await cancel(tx, (await findJobByKey(tx, jobKey(id)))!.id, now)
    const outputBytes = outputs.reduce((sum, { bytes }) => sum + bytes, 0)
    await setAnalysisState(tx, id, 'done', { startedAt: now, finishedAt: now, outputBytes })
  })
}

async function put(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, content)
}
