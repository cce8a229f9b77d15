import { hostname } from 'node:os'
import type { Config } from './config.ts'
import { isLoopback } from './settingTexts.ts'

/** Warnings about the addresses in the settings, for the console, the administration and the doctor. */
export function adviceOn({ host, port, origins, isOriginSet }: Config): string[] {
  const advice = []
  if (!isOriginSet && !isLoopback(host))
    advice.push(
      `The server listens on ${host}, but answers to localhost only. ` +
        `Set BIOCE_ORIGIN to the address that people type, such as BIOCE_ORIGIN=http://${hostname()}:${port}.`,
    )
  for (const origin of origins)
    if (origin.startsWith('http:') && !isLoopback(new URL(origin).hostname))
      advice.push(
        `What people send to ${origin} travels unencrypted, passwords too, and passkeys do not work there. ` +
          'Put a proxy with TLS in front and set BIOCE_ORIGIN to its https address: docs/admin.md tells how.',
      )
  return advice
}
