import type { ApiOperation, ApiShape } from '#views/pages/api.tsx'
import type { writeOpenApi } from './openApi.ts'

type Description = ReturnType<typeof writeOpenApi>

interface Schema {
  $ref?: string
  type?: string
  const?: unknown
  anyOf?: Schema[]
  items?: Schema
  format?: string
  properties?: Record<string, Schema>
  required?: string[]
  description?: string
  minimum?: number
  maximum?: number
  maxLength?: number
}

interface OpenOperation {
  summary: string
  security?: { token?: string[] }[]
  parameters: { name: string; in: string; required?: boolean; schema: Schema }[]
  requestBody?: { content: Record<string, { schema?: Schema }> }
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>
}

/** The requests of the API as its page lists them. */
export function operationsOf({ paths }: Description): ApiOperation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const { summary, security, parameters, requestBody, responses } = operation as OpenOperation
      const [status, { content }] = Object.entries(responses).find(([code]) => code !== 'default')!
      const [media, body] = Object.entries(requestBody?.content ?? {})[0] ?? []
      const bodyPlace = media === 'application/json' ? 'body' : 'form'
      const [type, answer] = Object.entries(content ?? {})[0] ?? []
      const given = parameters.map(({ name, in: place, required, schema }) => ({
        name,
        place,
        isNeeded: required ?? false,
        type: typeText(schema),
      }))
      return {
        request: `${method.toUpperCase()} ${path}`,
        summary: summary.replaceAll('`', ''),
        scope: security?.[0]?.token?.[0] ?? null,
        fields: [...given, ...fieldsOf(body?.schema).map(field => ({ ...field, place: bodyPlace }))],
        answer: `${status}${type ? ` ${type}` : ''}${type === 'application/json' ? `: ${typeText(answer?.schema ?? {})}` : ''}`,
      }
    }),
  )
}

/** The shapes that answers refer to by name. */
export function shapesOf({ components }: Description): ApiShape[] {
  return Object.entries(components.schemas).map(([name, schema]) => ({
    name,
    fields: fieldsOf(schema as Schema),
  }))
}

const fieldsOf = ({ properties = {}, required = [] }: Schema = {}) =>
  Object.entries(properties).map(([name, schema]) => ({
    name,
    isNeeded: required.includes(name),
    type: typeText(schema),
  }))

function typeText(schema: Schema): string {
  const { $ref, type, anyOf, items, minimum, maximum, maxLength, properties } = schema
  if ($ref) return $ref.split('/').at(-1)!
  if ('const' in schema) return JSON.stringify(schema.const)
  if (anyOf) return anyOf.map(typeText).join(' or ')
  if (type === 'array') return `list of ${typeText(items ?? {})}`
  if (type === 'object' && properties) return `object of ${Object.keys(properties).join(', ')}`
  const limits = [
    minimum === undefined ? '' : `from ${minimum}`,
    maximum === undefined ? '' : `to ${maximum}`,
    maxLength === undefined ? '' : `at most ${maxLength} characters`,
  ].filter(Boolean)
  return [type ?? 'any value', limits.join(' ')].filter(Boolean).join(', ')
}
