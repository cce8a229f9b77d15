import { DatabaseBusy, DatabaseFull, DatabaseUnusable, findServerFault, isOfCertificate } from '../errors.ts'

/** True where there is no connection any more, or never was one: a new one may answer. */
export function isDisconnected(error: unknown): boolean {
  const { code = '', errno = '' } = findServerFault(error) ?? {}
  return (
    /^ERR_(POSTGRES|MYSQL)_(CONNECTION|IDLE|LIFETIME)_/.test(code) ||
    /^(08...|57P0.|25P03|1053|1080|1927|4032)$/.test(errno)
  )
}

/** What to throw for an error of the database: one that says to try again, where that helps. */
export function explain(error: unknown): unknown {
  const { code = '', errno = '' } = findServerFault(error) ?? {}
  const cause = error
  if (/^(53100|58030|1021|1114)$/.test(errno))
    return new DatabaseFull('The disk of the database is full.', { cause })
  if (
    isDisconnected(error) ||
    isOfCertificate(code) ||
    /^(28...|3D...|53...|1040|1044|1045|1049|1203|1226)$/.test(errno)
  )
    return new DatabaseBusy('The database does not answer. Please try again in a few seconds.', { cause })
  if (/^(55P03|57014|40...|1205|1213|1969)$/.test(errno))
    return new DatabaseBusy('The database is busy. Please try again in a few seconds.', { cause })
  return error
}

/** The same while the program starts: nobody is there yet who could try again. */
export function explainStart(error: unknown, name: string): unknown {
  const fault = findServerFault(error)
  if (error instanceof DatabaseUnusable || !fault) return error
  return new DatabaseUnusable(`The database ${name} cannot be opened: ${fault.message}.`, { cause: error })
}
