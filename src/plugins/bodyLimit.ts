import { type AnyElysia, Elysia } from 'elysia'
import { AppError } from '../errors.ts'
import { isStreamed } from './findRoute.ts'
import { isOfApi } from './sameOrigin.ts'

/** More than the largest form of text that the site has. */
const formBytesMax = 64_000
/** A form that drips would hold its connection for as long as it liked. */
const formMsMaxUsually = 15_000

/**
 * Refuses a body that is not a form, and a form by the length that it announces, before any of it is read; one that announces none is refused too,
 * and so is one that is not whole in time. Routes that stream their body have limits of their own.
 * @param app the whole site, once it is put together
 */
export function bodyLimit(app: () => AnyElysia, formMsMax = formMsMaxUsually) {
  const isForm = (request: Request) => !isStreamed(app(), request)
  return new Elysia({ name: 'bodyLimit' })
    .wrap(answer => async (request: Request, server?: Bun.Server<unknown>) => {
      const isSmall = lengthOf(request) > 0 && lengthOf(request) <= formBytesMax
      if (isSmall && isForm(request) && !(await arrives(request, formMsMax))) return tooSlow()
      return await answer(request, server)
    })
    .onRequest(({ request }) => {
      const isLarge = lengthOf(request) > formBytesMax || request.headers.has('transfer-encoding')
      if (isLarge && isForm(request))
        throw new AppError('too_large', 'This form is larger than any form of this site.')
      const type = request.headers.get('content-type') ?? ''
      const expected = isOfApi(new URL(request.url).pathname) ? jsonType : formType
      if (request.method === 'POST' && type !== '' && !expected.test(type) && isForm(request))
        throw new AppError('invalid', `A form is not sent as ${type.slice(0, 80)}.`)
    })
}

/** JSON would bring objects where the fields of forms are texts. */
const formType = /^(application\/x-www-form-urlencoded|multipart\/form-data)\s*(;|$)/i
const jsonType = /^application\/json\s*(;|$)/i

const lengthOf = ({ headers }: Request) => Number(headers.get('content-length') ?? 0)

/** Whether the body is whole within so long. The request is still to be read: its body is kept for that. */
async function arrives(request: Request, msMax: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const late = setTimeout(resolve, msMax, false)
  const whole = () => resolve(true) // or broken off, which whoever reads it is told
  request.clone().arrayBuffer().then(whole, whole)
  return await promise.finally(() => clearTimeout(late))
}

const tooSlow = () =>
  new Response('The form took too long to arrive. Send it again.', {
    status: 408,
    headers: { connection: 'close' },
  })
