import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Study, User } from '#db/schema.ts'
import { readMethodFindings } from '#src/studies/methodFinding.ts'
import { copyInputs } from '#src/studies/methodStudy.ts'
import type { StudyContents } from '#src/studies/record.ts'
import type { Reach } from '../confinement.ts'
import { AppError, refuse } from '../errors.ts'
import type { Files } from '../files.ts'
import type { RunCheck } from './extrasCheck.ts'
import { copyUploads, type FieldUploads } from './fieldUploads.ts'
import type { FieldValue } from './manifest/fieldValues.ts'
import type { Manifest } from './manifest/manifest.ts'

/** What the check of a method may reach, beside its folder; undefined for those of this program, which are not confined. */
export function reachOfCheck(
  plain: string,
  {
    network = false,
    program,
    image,
    isShipped,
  }: Pick<Manifest, 'network' | 'program' | 'image' | 'isShipped'>,
): Reach | undefined {
  if (isShipped) return undefined
  return { reads: [plain], writes: [], programs: program ? [program] : [], network, image }
}

/**
 * Has a method check the parameters of an analysis, with the study's files, before it is queued.
 * @throws AppError invalid by field
 */
export async function checkBeforeRun(
  { files, runCheck }: { files: Files; runCheck: RunCheck },
  owner: User,
  study: Study,
  method: Manifest,
  parameters: Record<string, FieldValue>,
  contents: StudyContents | undefined,
  uploads: FieldUploads = {},
): Promise<void> {
  const { name, version, check, fields } = method
  if (!check || !contents || !('inputs' in contents)) return
  const incoming = await files.openIncoming()
  try {
    const [folder, plain] = [join(incoming, 'run'), join(incoming, 'plain')]
    await copyInputs(files.study(owner.id, study.id), plain, contents.inputs)
    const extras = await copyUploads(uploads, plain)
    await mkdir(join(folder, 'output'), { recursive: true })
    await symlink('../plain', join(folder, 'input'))
    const task = { name: study.name, method: { name, version }, inputs: contents.inputs, parameters, extras }
    await Bun.write(join(folder, 'params.json'), JSON.stringify(task, null, 2))
    const reach = reachOfCheck(plain, method)
    const findings = readMethodFindings(await runCheck(folder, owner.id, { command: check, reach }))
    if (!findings)
      throw new AppError(
        'unavailable',
        'The check of this method printed what the server cannot read. Ask its author.',
      )
    const problems = findings.filter(({ level }) => level === 'problem')
    const isField = (field: string | undefined) => fields.some(each => each.name === field)
    const faults = problems.map(({ field, message }) => [isField(field) ? field! : '', message])
    if (faults.length > 0) refuse(Object.fromEntries(faults.reverse()))
  } finally {
    await files.discard(incoming)
  }
}
