import type { Draft } from '#db/schema.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { checkFolder } from '#src/studies/check.ts'
import { readMethodReport } from '#src/studies/methodStudy.ts'
import { readPreflight } from '#src/studies/preflight.ts'
import type { Files } from '../files.ts'

/** What the check of a draft has found, whatever its method. */
async function found(files: Files, draft: Draft) {
  if (!isBuiltIn(draft)) {
    const report = await readMethodReport(checkFolder(files.draft(draft.userId, draft.id), draft.round))
    const findings = report?.map(({ level, message, advice = '', file = '', line = null }) => {
      return { code: 'method', level, field: '', file, line, message, advice, files: 1 }
    })
    return findings && { findings, isUsable: findings.every(({ level }) => level !== 'problem') }
  }
  const preflight = await readPreflight(files, draft)
  if (!preflight) return
  const { findings, checked } = preflight
  const curves = checked?.curves.map(({ curve, question }) => ({
    name: curve.fileName,
    points: curve.q.length,
    unit: question.answer,
  }))
  return { findings, isUsable: checked !== null, curves }
}

/** An upload as programs are told of it. */
export async function apiUpload(files: Files, draft: Draft) {
  const { id, name, state, message, studyId } = draft
  const isChecked = state === 'done' && studyId === null
  const preflight = isChecked ? await found(files, draft) : undefined
  const curves = (preflight && 'curves' in preflight && preflight.curves) || null
  const unit = draft.details?.unit
  const stated = unit === undefined || unit === 'guess' ? null : unit
  return {
    id,
    name,
    state,
    message,
    createdAt: new Date(draft.createdAt),
    expiresAt: new Date(draft.expiresAt),
    findings: preflight?.findings ?? null,
    isUsable: preflight?.isUsable ?? null,
    unit: curves?.[0]?.unit ?? stated,
    curves,
    studyId,
  }
}
