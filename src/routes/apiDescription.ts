import { type AnyElysia, Elysia, t } from 'elysia'
import { paths } from '#views/paths.ts'
import type { Deps } from '../plugins/deps.ts'
import { described, writeOpenApi } from '../plugins/openApi.ts'

/**
 * The description of the API for programs, the same for everyone.
 * @param app the whole site, once it is put together
 */
export function apiDescriptionRoutes({ config }: Pick<Deps, 'config'>, app: () => AnyElysia) {
  let text: string | undefined
  const { detail } = described('This description', t.Object({}), {})
  return new Elysia().get(
    paths.apiDescription.pattern,
    () => {
      text ??= JSON.stringify(writeOpenApi(app(), config.origin + config.base))
      return new Response(text, { headers: { 'content-type': 'application/json' } })
    },
    { detail: { ...detail, security: [] } },
  )
}
