import type { TSchema } from '@sinclair/typebox'
import type { AnyElysia, DocumentDecoration } from 'elysia'
import { version } from '../program.ts'
import { scopeOf } from './api.ts'
import { problemShape } from './apiShapes.ts'
import { isOfApi } from './sameOrigin.ts'

type Plain = Record<string, unknown>

interface Words {
  status?: number
  /** Of the answer; one of JSON has a schema. */
  type?: string
  /** Whether the header Idempotency-Key keeps it from being done twice. */
  isOnce?: boolean
  requestBody?: Plain
}

/** What a route of the API does and answers, in the words of OpenAPI. */
export function described(
  summary: string,
  answer: TSchema | null,
  { status = 200, type, isOnce, requestBody }: Words = {},
) {
  const media = type ?? (answer && 'application/json')
  const content = media ? { [media]: { schema: answer ?? {} } } : undefined
  return {
    detail: {
      summary,
      responses: { [status]: { description: summary, ...(content && { content }) } },
      ...(isOnce && { parameters: [onceHeader] }),
      ...(requestBody && { requestBody }),
    } as DocumentDecoration,
  }
}

const onceHeader = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'The same request with the same key is done once.',
  schema: { type: 'string', maxLength: 200 },
}

/** Routes of the API as they are mounted, in their order. */
export const apiRoutesOf = (app: AnyElysia) => app.routes.filter(({ path }) => isOfApi(path))

/** The description of the API in OpenAPI 3.1: what its routes check, and what they say of themselves. */
export function writeOpenApi(app: AnyElysia, url: string) {
  const schemas: Plain = {}
  const write = (schema: unknown = null) => plainSchema(JSON.parse(JSON.stringify(schema)), schemas)
  const paths: Record<string, Plain> = {}
  for (const { method, path, hooks } of apiRoutesOf(app)) {
    const { detail, params, query, body } = hooks as unknown as Record<string, TSchema | undefined>
    const {
      parameters = [],
      responses,
      ...words
    } = write(detail) as { parameters?: Plain[]; responses: Plain }
    const isOpen = Array.isArray((words as Plain).security)
    const place = path.replace(/:(\w+)/g, '{$1}')
    paths[place] ??= {}
    paths[place][method.toLowerCase()] = {
      operationId: operationId(method, path),
      ...words,
      ...(isOpen ? {} : { security: [{ token: [scopeOf(method)] }] }),
      parameters: [
        ...parametersIn('path', write(params)),
        ...parametersIn('query', write(query)),
        ...parameters,
      ],
      ...(body && { requestBody: { content: { 'application/json': { schema: write(body) } } } }),
      responses: { ...responses, default: { $ref: '#/components/responses/Problem' } },
    }
  }
  const problem = { 'application/problem+json': { schema: write(problemShape) } }
  return {
    openapi: '3.1.0',
    info: {
      title: 'BioCE Web',
      version,
      description: 'Conformational ensembles from small-angle scattering.',
    },
    servers: [{ url }],
    paths,
    components: {
      schemas,
      responses: { Problem: { description: 'What went wrong, and what to do about it.', content: problem } },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'Made on the page Account, API tokens.' },
      },
    },
  }
}

/** Such as `getStudiesById`. */
function operationId(method: string, path: string): string {
  const words = path.split('/').slice(3)
  const names = words.map(word =>
    word.startsWith(':')
      ? `By${capital(word.slice(1))}`
      : word
          .split(/[^a-zA-Z]+/)
          .map(capital)
          .join(''),
  )
  return method.toLowerCase() + names.join('')
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

function parametersIn(place: 'path' | 'query', schema: unknown): Plain[] {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, Plain>
    required?: string[]
  }
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema,
  }))
}

/**
 * A schema as JSON Schema has it: Elysia takes numbers of addresses as texts too, and adds words of its own. What has a title is
 * written once, into `schemas`.
 */
function plainSchema(value: unknown, schemas: Plain): unknown {
  if (Array.isArray(value)) return value.map(each => plainSchema(each, schemas))
  if (typeof value !== 'object' || value === null) return value
  const { anyOf, ...rest } = value as { anyOf?: Plain[] } & Plain
  const numeric = anyOf?.find(each => each.type === 'number')
  if (numeric && anyOf?.some(each => each.format === 'numeric')) return plainSchema(numeric, schemas)
  if (rest.type === 'number' && rest.multipleOf === 1)
    return plainSchema({ ...rest, type: 'integer', multipleOf: undefined }, schemas)
  const entries = Object.entries({ ...rest, ...(anyOf && { anyOf }) })
  const plain = Object.fromEntries(entries.map(([name, each]) => [name, plainSchema(each, schemas)]))
  if (typeof plain.title !== 'string' || plain.type !== 'object') return plain
  schemas[plain.title] = plain
  return { $ref: `#/components/schemas/${plain.title}` }
}
