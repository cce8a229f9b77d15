import { type AnyElysia, Elysia, t } from 'elysia'
import { isMethodSchema, textOfSchema } from '#src/analyses/methodSchemas.ts'
import { ApiPage } from '#views/pages/api.tsx'
import { paths } from '#views/paths.ts'
import { notFound } from '../errors.ts'
import { operationsOf, shapesOf } from '../plugins/apiOperations.ts'
import type { Deps } from '../plugins/deps.ts'
import { described, writeOpenApi } from '../plugins/openApi.ts'
import { pages } from '../plugins/pages.ts'

/**
 * The description of the API, the same for everyone: for programs, and as a page for people.
 * @param app the whole site, once it is put together
 */
export function apiDescriptionRoutes(deps: Deps, app: () => AnyElysia) {
  const { origin, base } = deps.config
  let description: ReturnType<typeof writeOpenApi> | undefined
  const describeApi = () => (description ??= writeOpenApi(app(), origin + base))
  let text: string | undefined
  const { detail } = described('This description', t.Object({}), {})
  const forPeople = new Elysia().use(pages(deps)).get(paths.apiHelp.pattern, ({ html, frame }) => {
    const told = describeApi()
    return html(<ApiPage frame={frame} operations={operationsOf(told)} shapes={shapesOf(told)} />)
  })
  const ofSchema = described(
    'A JSON Schema for authors of methods; NAME is `manifest`, `params`, `line` or `result`',
    t.Object({}),
  )
  return forPeople
    .get(
      paths.apiDescription.pattern,
      () => {
        text ??= JSON.stringify(describeApi())
        return new Response(text, { headers: { 'content-type': 'application/json' } })
      },
      { detail: { ...detail, security: [] } },
    )
    .get(
      paths.apiSchema.pattern,
      ({ params: { name } }) => {
        if (!isMethodSchema(name)) throw notFound('schema')
        return new Response(textOfSchema(name), { headers: { 'content-type': 'application/schema+json' } })
      },
      {
        params: t.Object({ name: t.String({ maxLength: 40 }) }),
        detail: { ...ofSchema.detail, security: [] },
      },
    )
}
