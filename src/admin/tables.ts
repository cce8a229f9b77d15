import { type Table, tables } from '#db/tables.ts'
import { notFound } from '../errors.ts'
import { type Description, descriptions } from './descriptions.ts'

/** A table with its description. */
export interface PanelTable extends Table, Description {}

/** The tables of the panel in its order. */
export const panelTables: PanelTable[] = Object.entries(descriptions).flatMap(([name, description]) => {
  const table = tables.get(name)
  return table ? [{ ...table, ...description }] : []
})

export const findPanelTable = (name: string) => panelTables.find(table => table.name === name)

/** @throws AppError not_found */
export function getPanelTable(name: string): PanelTable {
  const table = findPanelTable(name)
  if (!table) throw notFound('table')
  return table
}

/** A column's name in words: `signInCount` is Sign in count, `createdAt` Created, `userId` User. */
export function titleOf(column: string): string {
  const words = column.replace(/(?<=.)(At|Id)$/, '').replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
  return words[0]!.toUpperCase() + words.slice(1)
}

/** The name of a part of a column of JSON: `studiesMax` of the limits is Studies, `uploadBytesMax` Upload. */
export const titleOfPart = (part: string): string => titleOf(part).replace(/ bytes max$| max$/, '')
