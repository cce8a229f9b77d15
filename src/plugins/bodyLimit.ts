import { Elysia } from 'elysia'
import { AppError } from '../errors.ts'
import { isStreamed, type Routes } from './routeTable.ts'

/** More than the largest form of text that the site has. */
const formBytesMax = 64_000

/**
 * Refuses a form by the length that it announces, before any of it is read; one that announces none is refused too.
 * Routes that stream their body have limits of their own.
 * @param routes of the whole site, once it is put together
 */
export function bodyLimit(routes: () => Routes) {
  return new Elysia({ name: 'bodyLimit' }).onRequest(({ request }) => {
    const { headers, url } = request
    const isLarge = Number(headers.get('content-length') ?? 0) > formBytesMax
    if ((isLarge || headers.has('transfer-encoding')) && !isStreamed(routes(), new URL(url).pathname))
      throw new AppError('too_large', 'This form is larger than any form of this site.')
  })
}
