import { type AnyElysia, Elysia, t } from 'elysia'
import { ApiPage } from '#views/pages/api.tsx'
import { paths } from '#views/paths.ts'
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
  return forPeople.get(
    paths.apiDescription.pattern,
    () => {
      text ??= JSON.stringify(describeApi())
      return new Response(text, { headers: { 'content-type': 'application/json' } })
    },
    { detail: { ...detail, security: [] } },
  )
}
