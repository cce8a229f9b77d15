import { createHmac, timingSafeEqual } from 'node:crypto'
import { AppError } from '../errors.ts'
import { goodKeys, type Key } from '../secrets.ts'
import { hashSecret } from './tokens.ts'

const ticketMsMax = 5 * 60_000

/** Between the right password and the second factor: who it was, carried by their own form, sealed by us. */
export interface Ticket {
  userId: number
  remember: boolean
  /** Of the password hash at that moment: a change of the password voids the ticket. */
  passwordMark: string
  at: number
}

export const markOf = (passwordHash: string | null) => hashSecret(passwordHash ?? '').slice(0, 16)

export function issueTicket({ current }: Key, ticket: Ticket): string {
  const body = Buffer.from(JSON.stringify(ticket)).toString('base64url')
  return `${body}.${seal(current, body)}`
}

/** @throws AppError invalid when it is not one of ours, or older than five minutes */
export function readTicket(key: Key, text: string, now: number): Ticket {
  const [body = '', mac = ''] = text.split('.')
  const given = Buffer.from(mac)
  const fits = (expected: Buffer) => given.length === expected.length && timingSafeEqual(given, expected)
  if (!goodKeys(key, now).some(each => fits(Buffer.from(seal(each, body))))) throw stale()
  const ticket = JSON.parse(Buffer.from(body, 'base64url').toString()) as Ticket
  if (now - ticket.at > ticketMsMax || ticket.at > now + 1000) throw stale()
  return ticket
}

const seal = (key: Buffer, body: string) =>
  createHmac('sha256', key).update(`ticket ${body}`).digest('base64url')

const stale = () =>
  new AppError('forbidden', 'The sign-in took too long and has expired. Please sign in again.')
