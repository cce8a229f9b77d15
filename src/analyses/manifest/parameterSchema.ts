import { type Static, Type } from '@sinclair/typebox'

/**
 * The fields of a method's form, written as a subset of JSON Schema 2020-12. Groups are schemas in `$defs` that `allOf` refers
 * to, as in a nextflow_schema.json. The descriptions are the author's reference, as those of a manifest.
 */
const maybe = Type.Optional
/** Of a file. */
export const ending = Type.String({ pattern: '^\\.[a-z0-9]{1,10}(\\.[a-z0-9]{1,10})?$' })
const strict = { additionalProperties: false }
const name = '^[a-zA-Z][a-zA-Z0-9_]{0,39}$'
const scalar = Type.Union([Type.String({ maxLength: 1000 }), Type.Number(), Type.Boolean()])
const titled = Type.Object({ const: scalar, title: Type.String({ minLength: 1, maxLength: 80 }) }, strict)
const number = (description: string) => maybe(Type.Number({ description }))

const values = {
  enum: maybe(
    Type.Array(scalar, {
      ...{ minItems: 1, maxItems: 500 },
      description: 'a choice; in `items` of an array, several of them',
    }),
  ),
  oneOf: maybe(
    Type.Array(titled, {
      ...{ minItems: 1, maxItems: 500 },
      description: 'the same with labels: a list of `{"const": ..., "title": ...}`',
    }),
  ),
  minimum: number('of numbers'),
  maximum: number('of numbers'),
  exclusiveMinimum: number('of numbers that must be above it'),
  exclusiveMaximum: number('of numbers that must be below it'),
  minLength: maybe(Type.Integer({ minimum: 0, description: 'of texts' })),
  maxLength: maybe(
    Type.Integer({
      ...{ minimum: 1, maximum: 10_000 },
      description: 'of texts, which have at most 1,000 characters without it',
    }),
  ),
  pattern: maybe(
    Type.String({
      maxLength: 500,
      description: 'of texts. One that could take very long, such as `(a+)+`, is refused',
    }),
  ),
}
const one = ['string', 'integer', 'number'].map(type => Type.Literal(type as 'string' | 'integer' | 'number'))

export const property = Type.Object(
  {
    type: Type.Union([...one, Type.Literal('boolean'), Type.Literal('array')], {
      description: '`string`, `integer`, `number`, `boolean`, or `array` of the first three',
    }),
    title: maybe(Type.String({ minLength: 1, maxLength: 80, description: 'label' })),
    description: maybe(Type.String({ maxLength: 1000, description: 'help below the field' })),
    help_text: maybe(Type.String({ maxLength: 2000, description: 'longer help behind a question mark' })),
    default: maybe(
      Type.Unknown({
        description:
          'what the form opens with. Without one, and not in `required`, a field may stay empty and is `null`',
      }),
    ),
    ...values,
    errorMessage: maybe(
      Type.String({ maxLength: 300, description: 'the words for a text that does not match its `pattern`' }),
    ),
    format: maybe(
      Type.Literal('file-path', {
        description:
          '`file-path`: one of the files that were uploaded for the method, of those whose names match `pattern`; its value is its path below `input/`',
      }),
    ),
    'x-upload': maybe(
      Type.Array(ending, {
        ...{ minItems: 1, maxItems: 20 },
        description:
          'with `format`: a file may also be uploaded for this analysis alone, with one of these endings, such as `[".csv"]`; together up to 10 MB. It is in `input/fields/`',
      }),
    ),
    items: maybe(
      Type.Object({ type: Type.Union(one), ...values }, { ...strict, description: 'what an array holds' }),
    ),
    minItems: maybe(
      Type.Integer({
        minimum: 0,
        description: 'of arrays; a form takes the values of a list with commas between',
      }),
    ),
    maxItems: maybe(Type.Integer({ minimum: 1, maximum: 1000, description: 'of arrays' })),
    uniqueItems: maybe(Type.Boolean({ description: 'of arrays' })),
    hidden: maybe(Type.Boolean({ description: '`true` folds the field away for all but experts' })),
    'x-unit': maybe(Type.String({ maxLength: 40, description: 'a unit, shown after label and value' })),
    'x-show-if': maybe(
      Type.Record(Type.String(), Type.Union([scalar, Type.Array(scalar)]), {
        description:
          '`{"model": "four"}` or `{"model": ["three", "four"]}`: shown only while another field has one of these values, else left at its default',
      }),
    ),
  },
  strict,
)

const properties = Type.Record(Type.String({ pattern: name }), property, {
  ...strict,
  description: 'the fields by their names',
})
const object = {
  type: maybe(Type.Literal('object', { description: '`object`; it may be left out' })),
  required: maybe(Type.Array(Type.String(), { description: 'names of fields that must be filled in' })),
}

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
        {
          description:
            'groups of fields with `title`, `description`, `properties` and `required`, as in a `nextflow_schema.json`',
        },
      ),
    ),
    allOf: maybe(
      Type.Array(Type.Object({ $ref: Type.String({ pattern: '^#/\\$defs/.' }) }, strict), {
        description: 'which of the groups there are, in their order: a list of `{"$ref": "#/$defs/NAME"}`',
      }),
    ),
  },
  strict,
)

export type ParameterSchema = Static<typeof parameterSchema>
export type Property = Static<typeof property>
/** What is said of one value. */
export type ValueRules = Pick<Property, keyof typeof values>
export type Scalar = Static<typeof scalar>
