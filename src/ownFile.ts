import { readFile } from 'node:fs/promises'
import type { Static, TSchema } from '@sinclair/typebox'
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler'

/** A JSON file that the program wrote itself, checked when it is read: what is damaged or newer never reaches a page. */
export interface OwnFile<T> {
  /** @throws UnreadableFile */
  parse(text: string, path: string): T
  /** @throws UnreadableFile; the system's error where there is no such file */
  read(path: string): Promise<T>
  /** The same; undefined where there is no such file. */
  find(path: string): Promise<T | undefined>
  textOf(value: T, indent?: number): string
}

/** A file of ours that is damaged, or of a newer version of the program: no mistake of the person who asks for it. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile'
}

interface Format<T> {
  /**
   * Written into the file as `version`; a file without one is of format 1. What is added to a format is optional in its schema, so
   * that older files still open. Null for files that do not tell.
   */
  version?: number | null
  /** Puts back what JSON cannot hold. */
  complete?(value: T): void
}

export function ownFile<Schema extends TSchema>(
  schema: Schema,
  { version = 1, complete }: Format<Static<Schema>> = {},
): OwnFile<Static<Schema>> {
  let compiled: TypeCheck<Schema> | undefined

  function parse(text: string, path: string): Static<Schema> {
    const value = objectIn(text, path)
    const { version: found = 1 } = value
    if (version !== null) delete value.version
    if (version !== null && found !== version)
      throw new UnreadableFile(
        `${path} is of format ${JSON.stringify(found)}, and this version of the program reads format ${version}. Start the version that wrote it, or a newer one.`,
      )
    compiled ??= TypeCompiler.Compile(schema)
    if (!compiled.Check(value)) {
      const fault = compiled.Errors(value).First()
      throw damaged(path, `${fault?.path || 'the whole'}: ${fault?.message}`)
    }
    complete?.(value)
    return value
  }

  const read = async (path: string) => parse(await readFile(path, 'utf8'), path)
  return {
    parse,
    read,
    find: path => read(path).catch(ignoreMissing),
    textOf: (value, indent) =>
      `${JSON.stringify(version === null ? value : { version, ...(value as object) }, null, indent)}\n`,
  }
}

function objectIn(text: string, path: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw damaged(path, (error as Error).message)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw damaged(path, 'not an object')
  return value as Record<string, unknown>
}

const damaged = (path: string, cause: string) =>
  new UnreadableFile(`${path} is damaged (${cause}). Restore it from a backup.`)

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
