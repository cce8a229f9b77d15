import { Elysia } from 'elysia'
import { paths } from '#views/paths.ts'
import { minuteMs } from '../durations.ts'
import { AppError } from '../errors.ts'
import { log } from '../log.ts'
import type { Deps } from '../plugins/deps.ts'

const reportBytesMax = 10_000
/** From everybody together: the log must not fill with what strangers send. */
const reportsPerMinuteMax = 20

/** Where browsers tell what our content policy made them refuse: a page of ours that is wrong, or an attack. */
export function policyReportRoutes({ now }: Pick<Deps, 'now'>) {
  let minute = { endsAt: 0, reports: 0 }
  return new Elysia().post(
    paths.policyReports.pattern,
    async ({ request, status }) => {
      if (now() >= minute.endsAt) minute = { endsAt: now() + minuteMs, reports: 0 }
      if (++minute.reports > reportsPerMinuteMax)
        throw new AppError('too_many', 'There were too many reports.', {}, minute.endsAt - now())
      if (Number(request.headers.get('content-length') ?? 0) > reportBytesMax)
        throw new AppError('too_large', 'This report is too long.')
      for (const report of reportsIn(await textOf(request))) log.warning('content policy broken', report)
      return status(204)
    },
    { parse: 'none' },
  )
}

async function textOf(request: Request): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length
    if (bytes > reportBytesMax) throw new AppError('too_large', 'This report is too long.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** What is worth knowing of a report, in either of the two forms that browsers send. */
function reportsIn(text: string): Record<string, string>[] {
  try {
    const sent = JSON.parse(text)
    const bodies = Array.isArray(sent) ? sent.slice(0, 5).map(each => each.body) : [sent['csp-report']]
    return bodies.map(body => ({
      directive: short(body.effectiveDirective ?? body['effective-directive'] ?? body['violated-directive']),
      blocked: withoutSecrets(body.blockedURL ?? body['blocked-uri']),
      page: withoutSecrets(body.documentURL ?? body['document-uri']),
      source: withoutSecrets(body.sourceFile ?? body['source-file']),
    }))
  } catch {
    return [] // no report: it tells nothing
  }
}

const short = (value: unknown) => String(value ?? '').slice(0, 100)

/** An address without its query, and without parts of its path that are as long as a secret. */
function withoutSecrets(value: unknown): string {
  const address = String(value ?? '')
  if (!URL.canParse(address)) return short(address.replace(/[?#].*/, ''))
  const { origin, pathname, protocol } = new URL(address)
  return short(/^https?:$/.test(protocol) ? origin + pathname.replace(/[^/]{30,}/g, '…') : protocol)
}
