import { workerSilentMs } from '#db/workers.ts'
import { hourMs } from '../../durations.ts'
import { rootWarning } from '../../protection.ts'
import type { DoctorFacts } from './facts.ts'
import { type DoctorFinding, note, problem } from './finding.ts'

const mailLateMs = 2 * hourMs

export function* examineAddress({
  address: { advice, untrustedProxy },
}: DoctorFacts): Iterable<DoctorFinding> {
  for (const each of advice) yield note('address', each)
  if (untrustedProxy)
    yield note(
      'address',
      `Requests come from ${untrustedProxy} that name another client in X-Forwarded-For, which is not believed: audit and ` +
        `limits see ${untrustedProxy} in its place. If that is your proxy, set BIOCE_TRUSTED_PROXIES=${untrustedProxy}.`,
    )
}

export function* examineOutward({ outward = {} }: DoctorFacts): Iterable<DoctorFinding> {
  const { certificate, mailFault, clockFault } = outward
  if (certificate && 'fault' in certificate)
    yield problem(
      'address',
      `Nobody can connect to it with TLS: ${certificate.fault}. Look at the proxy and its certificate.`,
    )
  else if (certificate && certificate.daysLeft < 0)
    yield problem('address', 'Its certificate has expired. Renew it.')
  else if (certificate && certificate.daysLeft < 14)
    yield note('address', `Its certificate expires in ${certificate.daysLeft} days. See that it is renewed.`)
  if (mailFault)
    yield problem(
      'mail',
      `The mail server takes no mail: ${mailFault}. Look at BIOCE_SMTP_URL, and send a test mail under Settings.`,
    )
  if (clockFault) yield note('clock', `The clock may be wrong: ${clockFault}.`)
}

export function* examineRights({ asRoot, protection }: DoctorFacts): Iterable<DoctorFinding> {
  if (asRoot) yield note('user', rootWarning)
  if (protection) yield note('methods', protection)
}

export function* examineWork({
  workers,
  queue,
  methodFaults,
  cluster,
  mail,
  version,
}: DoctorFacts): Iterable<DoctorFinding> {
  const living = workers.filter(({ silentMs }) => silentMs < workerSilentMs)
  if (living.length === 0)
    yield (queue.waiting > 0 ? problem : note)('workers', `None is running; ${queue.waiting} analyses wait.`)
  for (const { name, silentMs } of living)
    if (silentMs < -30_000)
      yield note(
        'clock',
        `That of worker ${name} is ${Math.round(-silentMs / 1000)} s ahead of this machine's.`,
      )
  for (const worker of living)
    if (worker.version !== version)
      yield note('versions', `Worker ${worker.name} is ${worker.version}, this program is ${version}.`)
  for (const each of methodFaults) yield problem('methods', each)
  for (const each of cluster?.faults ?? []) yield problem('cluster', each)
  for (const each of cluster?.notes ?? []) yield note('cluster', each)
  if (queue.paused) yield note('workers', 'The queue is paused.')
  if (mail.failed > 0) yield note('mail', `${mail.failed} mails could not be sent.`)
  if (mail.oldestWaitingMs > mailLateMs)
    yield problem('mail', `One has waited for ${Math.round(mail.oldestWaitingMs / hourMs)} hours.`)
  if (!mail.configured)
    yield note('mail', 'No server is set (BIOCE_SMTP_URL): mails are laid into the outbox.')
}
