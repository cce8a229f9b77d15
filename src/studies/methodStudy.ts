import { existsSync } from 'node:fs'
import { copyFile, link, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Type } from '@sinclair/typebox'
import type { Draft, Study, StudyInput, User } from '#db/schema.ts'
import type { Manifest, ManifestInput } from '../analyses/manifest/manifest.ts'
import { AppError } from '../errors.ts'
import { ownFile, UnreadableFile } from '../ownFile.ts'
import { acceptOnce, type LinkDraft } from './acceptOnce.ts'
import { checkFolder, studyFolder } from './check.ts'
import { type MethodFinding, methodFinding, methodSentence } from './methodFinding.ts'
import { tidyName } from './names.ts'
import { type MethodInputs, readContents, writeInputs } from './record.ts'
import { placeStudy, type StudyDeps } from './upload.ts'
import { describeFile } from './uploadedFile.ts'

/**
 * The upload of a method's inputs, from its draft to a study:
 *
 *     draft5/  0  1  2                     as they came
 *              check1/  study/             laid out as a study: inputs.json, data.csv, plates/1.csv, plates/2.csv
 *                       plain/  run/       copies for the method's check, and where it runs
 *                       report.json        what it found
 */
const reportFile = ownFile(Type.Object({ findings: Type.Array(methodFinding) }))
const reportIn = (check: string) => join(check, 'report.json')

/** Lays the files of a draft out as a study, by the names of its inputs. */
export async function layOutInputs(
  home: string,
  draft: Draft,
  manifest: Pick<Manifest, 'inputs'>,
): Promise<MethodInputs> {
  const folder = studyFolder(checkFolder(home, draft.round))
  const laidOut: MethodInputs = {}
  for (const input of manifest.inputs ?? []) {
    const { name } = input
    const files = (draft.inputs ?? []).filter(each => each.input === name)
    laidOut[name] = []
    for (const [i, file] of files.entries()) {
      const path = pathOfInput(input, file.name, i)
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await link(join(home, file.path), join(folder, path))
      laidOut[name].push(await describeFile(folder, path, file.name))
    }
  }
  await mkdir(folder, { recursive: true })
  await writeInputs(folder, laidOut)
  return laidOut
}

/** Where the file of an input lies, by a name of ours: of its own it has the ending alone. */
export function pathOfInput(
  { name, kinds, most = 1 }: ManifestInput,
  fileName: string,
  place: number,
): string {
  const ending = kinds.find(kind => fileName.toLowerCase().endsWith(kind)) ?? ''
  return most === 1 ? `${name}${ending}` : `${name}/${place + 1}${ending}`
}

/** Copies of the files for a command that is not ours, where they lie in their folder. */
export async function copyInputs(folder: string, to: string, inputs: MethodInputs): Promise<void> {
  for (const { path } of Object.values(inputs).flat()) {
    await mkdir(dirname(join(to, path)), { recursive: true })
    await copyFile(join(folder, path), join(to, path))
  }
  await mkdir(to, { recursive: true })
}

export async function writeMethodReport(check: string, findings: MethodFinding[]): Promise<void> {
  await Bun.write(reportIn(check), reportFile.textOf({ findings }))
}

/** What the check of a method found; undefined when its report is lost. */
export async function readMethodReport(check: string): Promise<MethodFinding[] | undefined> {
  if (!existsSync(studyFolder(check))) return
  try {
    return (await reportFile.find(reportIn(check)))?.findings
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error
  }
}

/**
 * Makes a checked draft of a method a study. Accepting twice gives the same study.
 * @throws AppError invalid for the name or the files; conflict while it is checked, or at the limit
 */
export async function acceptMethodDraft(
  deps: StudyDeps,
  owner: User,
  draft: Draft,
  name: string,
  now: number,
): Promise<Study> {
  return await acceptOnce(deps, owner, draft, readMethodReport, accept, now)

  async function accept(findings: MethodFinding[], folder: string, link: LinkDraft) {
    if (findings.some(({ level }) => level === 'problem'))
      throw new AppError('invalid', 'Correct the problems first: these files cannot be analysed.')
    const facts = {
      name: tidyName(name),
      method: draft.method,
      bytes: draft.bytes,
      inputs: await placedInputs(folder, draft.inputs ?? []),
      facts: { warnings: findings.filter(({ level }) => level === 'warning').map(methodSentence) },
    }
    return await placeStudy(deps, owner, folder, facts, now, link)
  }
}

/** The inputs of the study to be, where they lie in its folder. */
async function placedInputs(folder: string, uploaded: StudyInput[]): Promise<StudyInput[]> {
  const contents = await readContents(folder)
  if (!contents || !('inputs' in contents)) throw new Error(`${folder} has no inputs.json`)
  return Object.entries(contents.inputs).flatMap(([input, records]) => {
    const label = uploaded.find(each => each.input === input)?.label ?? input
    return records.map(({ path, name, bytes }) => ({ input, label, name, path, bytes }))
  })
}
