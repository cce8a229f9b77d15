import { t } from 'elysia'

const table = t.String({ maxLength: 60 })

/** The id of a row in an address: of a key of several columns all of them. */
export const rowId = t.String({ maxLength: 300 })

/** The path of a table of the administration. */
export const byTable = t.Object({ table })

/** The path of a row of a table. */
export const byRow = t.Object({ table, id: rowId })
