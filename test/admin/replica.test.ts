import { expect, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openDatabase } from '#db/index.ts'
import { deleteStudyOf } from '#db/studies.ts'
import { ageOfReplica, keepReplica, restoreReplica } from '#src/admin/replica.ts'
import { filesInReplica, openFileReplica } from '#src/admin/replicaFiles.ts'
import { readConfig } from '#src/config.ts'
import { openFiles } from '#src/files.ts'
import { temporaryFolder } from '../support/database.ts'
import { analysisOf, member, noon, studyOf } from '../support/people.ts'
import { until } from '../support/until.ts'

/** A site with a study, one of its analyses done and one failed, all with files. */
async function openSite() {
  const config = readConfig({ BIOCE_DATA: temporaryFolder(), BIOCE_REPLICA: temporaryFolder() })
  const replica = config.replica!
  const db = await openDatabase(config.databaseUrl)
  const files = openFiles(config.userData, config.failedAnalyses)
  const { study, done, failed } = await db.write(async tx => {
    const study = await studyOf(tx, await member(tx, 'ada'))
    const failure = { state: 'failed', reason: 'method_failed', finishedAt: noon } as const
    return {
      study,
      done: await analysisOf(tx, study, 'A', { state: 'done', finishedAt: noon }),
      failed: await analysisOf(tx, study, 'B', failure),
    }
  })
  const folders = {
    study: files.study(study.userId, study.id),
    done: files.analysis(study.userId, study.id, done.id),
    failed: files.failed(failed.id),
    input: files.analysis(study.userId, study.id, failed.id),
  }
  for (const [path, text] of [
    [join(folders.study, 'study.json'), '{}'],
    [join(folders.study, 'library/m00001.pdb.zst'), 'model'],
    [join(folders.study, 'cache/part'), 'not copied'],
    [join(folders.done, 'params.json'), '{"a":1}'],
    [join(folders.done, 'output/result.json'), '{"weights":[1]}'],
    [join(folders.input, 'params.json'), '{"a":2}'],
    [join(folders.failed, 'trace.txt'), 'what was left'],
    [config.secretsFile, '{"secret":"kept"}'],
  ] as const) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  return { config: { ...config, replica }, replica, db, study, folders }
}

test('the whole site is in the continuous copy: rows, files, secrets', async () => {
  const { config, replica, db, folders } = await openSite()
  const stop = new AbortController()
  expect(ageOfReplica(replica, Date.now())).toBe(Number.POSITIVE_INFINITY)
  const kept = keepReplica(config, db, stop.signal, { everyMs: 5 })
  await until(() => ageOfReplica(replica, Date.now()) < 60_000)
  stop.abort()
  await kept
  await db.close()
  const restored = readConfig({ BIOCE_DATA: temporaryFolder() })
  const facts = await restoreReplica(restored, replica, Number.POSITIVE_INFINITY)
  expect(facts).toMatchObject({ studies: 1, analyses: 2, missing: [] })
  const there = (path: string) => path.replace(config.userData, restored.userData)
  expect(readFileSync(join(there(folders.done), 'output/result.json'), 'utf8')).toBe('{"weights":[1]}')
  expect(readFileSync(join(there(folders.study), 'library/m00001.pdb.zst'), 'utf8')).toBe('model')
  expect(existsSync(join(there(folders.study), 'cache'))).toBe(false)
  expect(readdirSync(restored.failedAnalyses)).toHaveLength(1)
  expect(readFileSync(restored.secretsFile, 'utf8')).toBe('{"secret":"kept"}')
})

test('files of what was deleted stay as long as backups do, and are then removed', async () => {
  const { config, replica, db, study } = await openSite()
  const files = openFileReplica(config, replica)
  await files.update(db.read)
  const copy = filesInReplica(replica).study(study.userId, study.id)
  expect(existsSync(join(copy, 'study.json'))).toBe(true)
  await db.write(tx => deleteStudyOf(tx, study.userId, study.id))
  await files.update(db.read)
  await files.prune(db.read, 1000, Date.now())
  expect(existsSync(copy)).toBe(true)
  const marks = readdirSync(join(replica, 'deleted'))
  expect(marks.toSorted()).toEqual([
    expect.stringMatching(/^failedAnalyses-\d+$/),
    expect.stringMatching(/^userData-user\d+-study\d+$/),
    expect.stringMatching(/^userData-user\d+-study\d+-analysis\d+$/),
    expect.stringMatching(/^userData-user\d+-study\d+-analysis\d+$/),
  ])
  for (const mark of marks) utimesSync(join(replica, 'deleted', mark), new Date(0), new Date(0))
  await files.prune(db.read, 1000, Date.now())
  expect(existsSync(copy)).toBe(false)
  expect(readdirSync(join(replica, 'failedAnalyses'))).toEqual([])
  expect(readdirSync(join(replica, 'deleted'))).toEqual([])
  await db.close()
})
