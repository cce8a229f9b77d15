import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Draft } from '#db/schema.ts'
import type { Manifest } from '#src/analyses/manifest/manifest.ts'
import { reachOfCheck } from '#src/analyses/methodCheck.ts'
import type { Reach } from '#src/confinement.ts'
import { checkFolder, studyFolder } from '#src/studies/check.ts'
import { readMethodFindings } from '#src/studies/methodFinding.ts'
import { copyInputs, layOutInputs, writeMethodReport } from '#src/studies/methodStudy.ts'
import type { Ending } from './executors/executor.ts'

/** What of a method the check of an upload needs. */
export type CheckedMethod = Pick<
  Manifest,
  'version' | 'inputs' | 'check' | 'network' | 'program' | 'image' | 'isShipped'
>

/** The check of a method as a task in a folder with copies of the files; without one, why there is none. */
export async function openMethodCheck(
  home: string,
  draft: Draft,
  method: CheckedMethod | undefined,
): Promise<{ command: string[]; folder: string; reach?: Reach } | { fault: string | null }> {
  if (!method?.inputs)
    return { fault: `The method "${draft.method}" cannot be used: its manifest is gone or broken.` }
  const check = checkFolder(home, draft.round)
  const inputs = await layOutInputs(home, draft, method)
  if (!method.check) {
    await writeMethodReport(check, [])
    return { fault: null }
  }
  const [folder, plain] = [join(check, 'run'), join(check, 'plain')]
  await copyInputs(studyFolder(check), plain, inputs)
  await mkdir(join(folder, 'output'), { recursive: true })
  await symlink('../plain', join(folder, 'input'))
  const task = {
    name: draft.name,
    method: { name: draft.method, version: method.version },
    inputs,
    parameters: null,
  }
  await Bun.write(join(folder, 'params.json'), JSON.stringify(task, null, 2))
  return {
    command: method.check,
    folder,
    reach: reachOfCheck(plain, method),
  }
}

/** Keeps what a check that went well has printed; what is no list of findings leaves no report. */
export async function keepFindings(check: string, ending: Ending): Promise<void> {
  if (ending.kind !== 'exit' || ending.code !== 0) return
  const findings = readMethodFindings(ending.findings)
  if (findings) await writeMethodReport(check, findings)
}
