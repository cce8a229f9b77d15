import type { Viewer } from '#src/accounts/sessions.ts'
import { installMethod } from '#src/admin/methods.ts'
import { unpackMethod } from '#src/analyses/unpackMethod.ts'
import { AppError, refuse } from '../errors.ts'
import { begin } from './concurrencyLimits.ts'
import type { Deps } from './deps.ts'
import { receiveForm, type Sender } from './multipart.ts'

/** Of an archive, packed. */
const bytesMax = 40e6

/**
 * Streams the archive of a method to disk, has it unpacked and checked elsewhere, and installs it.
 * @param obstacle why none can be installed here
 * @throws AppError by field
 */
export async function receiveMethod(
  deps: Deps,
  request: Request,
  sender: Sender,
  administrator: Viewer,
  obstacle: string | undefined,
): Promise<{ name: string; isNew: boolean }> {
  if (obstacle) throw new AppError('conflict', obstacle)
  const end = begin(deps, 'upload', administrator.id)
  const folder = await deps.files.openIncoming()
  try {
    const { files } = await receiveForm(request, { folder, bytesMax, filesMax: 1, sender })
    const [archive] = files
    if (archive?.field !== 'archive') return refuse({ archive: 'Choose a file.' })
    const manifest = await unpackMethod(deps.runCheck, administrator.id, folder, archive.name)
    return { name: manifest.name, ...(await installMethod(deps, administrator, manifest, deps.now())) }
  } catch (error) {
    if (error instanceof AppError && error.kind === 'invalid' && !error.fields.archive)
      refuse({ archive: error.message })
    throw error
  } finally {
    end()
    await deps.files.discard(folder)
  }
}
