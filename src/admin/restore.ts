import { existsSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { refuseRows } from '#db/copy.ts'
import { fillFromFile } from '#db/copyToFile.ts'
import { isOnServer, openDatabase } from '#db/index.ts'
import type { Config } from '../config.ts'
import { copyTree } from '../copyTree.ts'
import { StartError } from '../errors.ts'
import { openFiles } from '../files.ts'
import { removeTree } from '../tree.ts'
import { type Backup, findBackupDamage, readBackup } from './backUp.ts'

/**
 * Lays a backup to where the settings say that the data lie; the backup stays as it is. The database comes last, so
 * what was broken off does not look complete.
 * @param how whether its files may be shared, because the backup goes away
 * @throws StartError there are data already, or the folder is not a whole backup
 */
export async function restore(
  config: Config,
  folder: string,
  how: { share?: boolean } = {},
): Promise<Backup> {
  if (!existsSync(join(folder, 'backup.json'))) throw new StartError(`${folder} is not a backup.`)
  const database = join(folder, 'bioce.sqlite')
  const damage = await findBackupDamage(folder, await readBackup(folder))
  if (damage) throw new StartError(`This backup is damaged: ${damage}. Take an older one.`)
  const onServer = isOnServer(config.databaseUrl)
  for (const path of [...(onServer ? [] : [config.databaseUrl]), config.secretsFile])
    if (existsSync(path)) throw new StartError(`There is ${path} already. Restore into an empty BIOCE_DATA.`)
  for (const path of [config.userData, config.failedAnalyses])
    if (await holdsData(path)) throw new StartError(`${path} holds files. Restore into an empty BIOCE_DATA.`)
  if (onServer) {
    const db = await openDatabase(config.databaseUrl)
    await refuseRows(db.read).finally(() => db.close())
  }
  const copies = new Map<number, string>()
  const files = openFiles(config.userData, config.failedAnalyses)
  for (const [name, to] of [
    ['userData', config.userData],
    ['failedAnalyses', config.failedAnalyses],
    ['site', config.site],
    ['secrets.json', config.secretsFile],
    ...(onServer ? [] : [['bioce.sqlite', config.databaseUrl] as const]),
  ] as const) {
    if (!existsSync(join(folder, name))) continue
    await mkdir(dirname(to), { recursive: true, mode: 0o700 })
    await removeTree(`${to}.part`)
    await copyTree(join(folder, name), `${to}.part`, how, copies)
    await files.sync(`${to}.part`)
    await removeTree(to)
    await files.place(`${to}.part`, to)
  }
  if (onServer) {
    await mkdir(config.databaseFolder, { recursive: true, mode: 0o700 })
    await fillFromFile(database, config.databaseUrl, join(config.databaseFolder, 'restore.sqlite'))
  }
  await mkdir(config.logs, { recursive: true, mode: 0o700 })
  return await readBackup(folder)
}

async function holdsData(folder: string): Promise<boolean> {
  return existsSync(folder) && (await readdir(folder)).some(name => !name.startsWith('.'))
}
