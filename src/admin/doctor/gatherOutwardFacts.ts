import { isIP } from 'node:net'
import { connect } from 'node:tls'
import { createTransport } from 'nodemailer'
import type { Config } from '../../config.ts'
import { dayMs } from '../../durations.ts'
import type { DoctorFacts } from './facts.ts'

const patienceMs = 5000

/** What the doctor asks of other machines: the site's certificate, the mail server, and clocks. */
export async function gatherOutwardFacts(config: Config, now: number): Promise<DoctorFacts['outward']> {
  const [certificate, mailFault] = await Promise.all([
    findCertificate(new URL(config.origin), now),
    config.smtpUrl === undefined ? undefined : findMailFault(config.smtpUrl),
  ])
  return { certificate, mailFault, clockFault: findClockFault() }
}

/** Of an https site how many days its certificate is still good, or why nobody can connect. */
function findCertificate({ protocol, hostname, port }: URL, now: number) {
  if (protocol !== 'https:') return undefined
  const host = hostname.replace(/^\[|\]$/g, '')
  return new Promise<{ daysLeft: number } | { fault: string }>(resolve => {
    const socket = connect({
      host,
      port: Number(port || 443),
      servername: isIP(host) ? undefined : host,
      timeout: patienceMs,
    })
    const end = (found: { daysLeft: number } | { fault: string }) => {
      socket.destroy()
      resolve(found)
    }
    socket.once('secureConnect', () => {
      const { valid_to } = socket.getPeerCertificate()
      end({ daysLeft: Math.floor((Date.parse(valid_to) - now) / dayMs) })
    })
    socket.once('timeout', () => end({ fault: 'it does not answer' }))
    socket.once('error', error => end({ fault: error.message }))
  })
}

/** Why the mail server would take no mail; undefined where it would. */
async function findMailFault(smtpUrl: string): Promise<string | undefined> {
  const patience = { connectionTimeout: patienceMs, greetingTimeout: patienceMs, socketTimeout: patienceMs }
  const transport = createTransport({ url: smtpUrl, ...patience } as never)
  try {
    await transport.verify()
    return undefined
  } catch (error) {
    return (error as Error).message
  } finally {
    transport.close()
  }
}

/** Whether the machine's clock is set by the network, where systemd knows. */
function findClockFault(): string | undefined {
  if (!Bun.which('timedatectl')) return undefined
  const command = ['timedatectl', 'show', '--property=NTPSynchronized', '--value']
  const { stdout } = Bun.spawnSync(command, { timeout: 5000 })
  const isSet = stdout.toString().trim() !== 'no'
  return isSet ? undefined : 'it is not set by the network; use chrony or systemd-timesyncd'
}
