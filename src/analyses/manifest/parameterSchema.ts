import { type Static, Type } from '@sinclair/typebox'

/**
 * The fields of a method's form, written as a subset of JSON Schema 2020-12: docs/methods.md lists its keywords. Groups are
 * schemas in `$defs` that `allOf` refers to, as in a nextflow_schema.json.
 */
const maybe = Type.Optional
const strict = { additionalProperties: false }
const name = '^[a-zA-Z][a-zA-Z0-9_]{0,39}$'
const scalar = Type.Union([Type.String({ maxLength: 1000 }), Type.Number(), Type.Boolean()])
const titled = Type.Object({ const: scalar, title: Type.String({ minLength: 1, maxLength: 80 }) }, strict)

const values = {
  enum: maybe(Type.Array(scalar, { minItems: 1, maxItems: 500 })),
  oneOf: maybe(Type.Array(titled, { minItems: 1, maxItems: 500 })),
  minimum: maybe(Type.Number()),
  maximum: maybe(Type.Number()),
  exclusiveMinimum: maybe(Type.Number()),
  exclusiveMaximum: maybe(Type.Number()),
  minLength: maybe(Type.Integer({ minimum: 0 })),
  maxLength: maybe(Type.Integer({ minimum: 1, maximum: 10_000 })),
  pattern: maybe(Type.String({ maxLength: 500 })),
}
const one = ['string', 'integer', 'number'].map(type => Type.Literal(type as 'string' | 'integer' | 'number'))

const property = Type.Object(
  {
    type: Type.Union([...one, Type.Literal('boolean'), Type.Literal('array')]),
    title: maybe(Type.String({ minLength: 1, maxLength: 80 })),
    description: maybe(Type.String({ maxLength: 1000 })),
    default: maybe(Type.Unknown()),
    /** One of the files that were uploaded. */
    format: maybe(Type.Literal('file-path')),
    ...values,
    items: maybe(Type.Object({ type: Type.Union(one), ...values }, strict)),
    minItems: maybe(Type.Integer({ minimum: 0 })),
    maxItems: maybe(Type.Integer({ minimum: 1, maximum: 1000 })),
    uniqueItems: maybe(Type.Boolean()),
    /** The words for a text that does not match its pattern. */
    errorMessage: maybe(Type.String({ maxLength: 300 })),
    /** Longer help, behind a question mark. */
    help_text: maybe(Type.String({ maxLength: 2000 })),
    /** Folded away for all but experts. */
    hidden: maybe(Type.Boolean()),
    'x-unit': maybe(Type.String({ maxLength: 40 })),
    /** Shown, and asked for, only where other fields have these values. */
    'x-show-if': maybe(Type.Record(Type.String(), Type.Union([scalar, Type.Array(scalar)]))),
  },
  strict,
)

const properties = Type.Record(Type.String({ pattern: name }), property, strict)
const object = { type: maybe(Type.Literal('object')), required: maybe(Type.Array(Type.String())) }

export const parameterSchema = Type.Object(
  {
    $schema: maybe(Type.Literal('https://json-schema.org/draft/2020-12/schema')),
    ...object,
    properties: maybe(properties),
    $defs: maybe(
      Type.Record(
        Type.String(),
        Type.Object(
          {
            title: Type.String({ minLength: 1, maxLength: 80 }),
            description: maybe(Type.String({ maxLength: 1000 })),
            ...object,
            properties,
          },
          strict,
        ),
      ),
    ),
    allOf: maybe(Type.Array(Type.Object({ $ref: Type.String({ pattern: '^#/\\$defs/.' }) }, strict))),
  },
  strict,
)

export type ParameterSchema = Static<typeof parameterSchema>
export type Property = Static<typeof property>
/** What is said of one value. */
export type ValueRules = Pick<Property, keyof typeof values>
export type Scalar = Static<typeof scalar>
