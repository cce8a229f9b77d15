import { minuteMs } from '../durations.ts'
import { AppError } from '../errors.ts'
import type { Key } from '../secrets.ts'
import { openSealed, seal } from './sealed.ts'
import { hashSecret } from './tokens.ts'

const ticketMsMax = 5 * minuteMs

/** Between the right password and the second factor: who it was, carried by their own form, sealed by us. */
export interface Ticket {
  userId: number
  remember: boolean
  /** Of the password hash at that moment: a change of the password voids the ticket. */
  passwordMark: string
  at: number
}

export const markOf = (passwordHash: string | null) => hashSecret(passwordHash ?? '').slice(0, 16)

const use = 'ticket'

export const issueTicket = (key: Key, ticket: Ticket): string => seal(key, use, ticket)

/** @throws AppError invalid when it is not one of ours, or older than five minutes */
export function readTicket(key: Key, text: string, now: number): Ticket {
  const ticket = openSealed(key, use, text, now) as Ticket | undefined
  if (!ticket || now - ticket.at > ticketMsMax || ticket.at > now + 1000) throw stale()
  return ticket
}

const stale = () =>
  new AppError('forbidden', 'The sign-in took too long and has expired. Please sign in again.')
