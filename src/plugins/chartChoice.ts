import { t } from 'elysia'

const place = t.Optional(t.Numeric({ minimum: 0, maximum: 100_000, multipleOf: 1 }))

/** What a person may choose to see of the charts of a result, in the query. */
export const chartChoice = {
  fit: t.Optional(t.Union([t.Literal('log-linear'), t.Literal('log-log'), t.Literal('kratky')])),
  a: place,
  b: place,
}
