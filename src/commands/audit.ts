import { createReadStream, existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { type AuditVerdict, readAudit, verifyAudit } from '#db/audit.ts'
import { openDatabaseReadOnly } from '#db/index.ts'
import type { AuditEntry } from '#db/schema.ts'
import { readConfig } from '../config.ts'
import { StartError } from '../errors.ts'
import type { Command } from './index.ts'
import { wrongUsage } from './usage.ts'

export const command: Command = {
  name: 'audit',
  summary: 'Check the seals of the audit log, or of a file that an administrator exported from it.',
  usage: 'bioce audit [FILE]',
  async run([file, ...more]) {
    if (more.length > 0) throw wrongUsage(this)
    const { entries, broken, last } = file ? await verifyAudit(linesOf(file)) : await verifyOwn()
    if (broken !== undefined) {
      console.log(`Entry ${broken} does not follow from the one before it: the audit was changed.`)
      return 1
    }
    console.log(`${entries} entries, each sealed by the one before. The last seal is ${last || 'none'}.`)
    return 0
  },
}

async function verifyOwn(): Promise<AuditVerdict> {
  const db = await openDatabaseReadOnly(readConfig().databaseUrl)
  try {
    return await verifyAudit(readAudit(db.read))
  } finally {
    await db.close()
  }
}

async function* linesOf(file: string): AsyncGenerator<AuditEntry> {
  if (!existsSync(file))
    throw new StartError(`There is no file ${file}. Administrators download it from the page Audit.`)
  let number = 0
  for await (const line of createInterface({ input: createReadStream(file) })) {
    number++
    if (line) yield entryIn(line, `Line ${number} of ${file} is not an entry of an audit.`)
  }
}

function entryIn(line: string, otherwise: string): AuditEntry {
  try {
    const entry = JSON.parse(line)
    if (typeof entry?.hash === 'string') return entry
  } catch {
    // no JSON
  }
  throw new StartError(otherwise)
}
