/** How the text of a setting becomes a value; what is wrong with it is thrown as the end of a sentence. */

export type Environment = Readonly<Record<string, string | undefined>>

export const whole = (fallback: number, least: number, most: number) => (text: string | undefined) => {
  if (text === undefined) return fallback
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw `must be a whole number from ${least} to ${most}`
  return value
}

export const oneOf =
  <T extends string>(...choices: [T, ...T[]]) =>
  (text: string | undefined): T => {
    if (text === undefined) return choices[0]
    if (!choices.includes(text as T)) throw `must be one of ${choices.join(', ')}`
    return text as T
  }

export const list = (text: string | undefined) =>
  (text ?? '')
    .split(',')
    .map(part => part.trim())
    .filter(Boolean)

export function origin(text: string | undefined, env: Environment): string {
  const value = text ?? `http://localhost:${env.BIOCE_PORT ?? '3000'}`
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search)
    throw 'must be a scheme and a host, such as https://bioce.example.org'
  return url.origin
}

export function smtpUrl(text: string | undefined): string | undefined {
  if (text !== undefined && !/^smtps?:\/\/[^\s]+$/.test(text))
    throw 'must look like smtp://user:password@host:587'
  return text
}

export function sender(text: string | undefined, env: Environment): string {
  const value = text ?? `BioCE <bioce@${new URL(origin(env.BIOCE_ORIGIN, env)).hostname}>`
  if (/[\r\n]/.test(value) || !value.includes('@'))
    throw 'must be an e-mail address, such as BioCE <bioce@example.org>'
  return value
}
