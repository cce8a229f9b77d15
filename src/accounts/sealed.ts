import { createHmac, timingSafeEqual } from 'node:crypto'
import { goodKeys, type Key } from '../secrets.ts'

/** What a visitor carries for us, readable and not to be changed. @param use what it is for: it is good for nothing else */
export function seal({ current }: Key, use: string, facts: object): string {
  const body = Buffer.from(JSON.stringify(facts)).toString('base64url')
  return `${body}.${sealOf(current, use, body)}`
}

/** Undefined when it is not one of ours. */
export function openSealed(key: Key, use: string, text: string, now: number): unknown {
  const [body = '', mac = ''] = text.split('.')
  const given = Buffer.from(mac)
  const fits = (expected: Buffer) => given.length === expected.length && timingSafeEqual(given, expected)
  if (!goodKeys(key, now).some(each => fits(Buffer.from(sealOf(each, use, body))))) return undefined
  return JSON.parse(Buffer.from(body, 'base64url').toString())
}

const sealOf = (key: Buffer, use: string, body: string) =>
  createHmac('sha256', key).update(`${use} ${body}`).digest('base64url')
