import { Elysia } from 'elysia'
import { makeExampleStudy } from '#src/studies/example.ts'
import { paths } from '#views/paths.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf } from '../plugins/forms.ts'
import { pages, seeOther } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** "Try the example": a study made on the spot, with its analysis already submitted. */
export function exampleRoutes(deps: Deps) {
  return new Elysia().use(pages(deps)).post(
    paths.exampleStudy.pattern,
    async ({ visit, body }) => {
      checkCsrf(visit, body.csrf)
      const analysis = await makeExampleStudy(deps, memberOf(visit).user, deps.now())
      return seeOther(paths.analysis(analysis.id))
    },
    { body: formOf({}) },
  )
}
