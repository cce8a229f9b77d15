import { type TSchema, Type } from '@sinclair/typebox'
import { resultSchema } from '../method/resultFile.ts'
import { taskSchema } from './folder.ts'
import { manifestSchema } from './manifest/manifest.ts'
import { printedLines } from './printedLines.ts'

interface Published {
  title: string
  schema: TSchema
}

/** What the author of a method writes and reads, by the schemas that the program itself checks with. */
export const methodSchemas = {
  manifest: { title: 'The manifest of a method', schema: manifestSchema },
  params: { title: 'The params.json that a command finds', schema: taskSchema },
  line: {
    title: 'A line that a command prints',
    schema: Type.Union(printedLines),
  },
  result: { title: 'The result.json of the built-in method', schema: resultSchema },
} satisfies Record<string, Published>

export type MethodSchemaName = keyof typeof methodSchemas

export const isMethodSchema = (name: string): name is MethodSchemaName => Object.hasOwn(methodSchemas, name)

/** One of them as a text of JSON Schema 2020-12. */
export function textOfSchema(name: MethodSchemaName): string {
  const { title, schema } = methodSchemas[name]
  const written = { $schema: 'https://json-schema.org/draft/2020-12/schema', title, ...schema }
  return `${JSON.stringify(written, null, 2)}\n`
}
