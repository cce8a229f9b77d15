import type { Config } from '../config.ts'

/** The host that a request asks for. */
export const hostOf = ({ headers, url }: Request) => (headers.get('host') ?? new URL(url).host).toLowerCase()

/** Which of the site's origins a request asks for; undefined when it names another host. */
export function originOf(request: Request, { origins }: Pick<Config, 'origins'>): string | undefined {
  const asked = `//${hostOf(request)}`
  return origins.find(origin => origin.endsWith(asked))
}
