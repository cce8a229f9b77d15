import { expect, test } from 'bun:test'
import { UserAccessPage } from '#views/admin/userAccess.tsx'
import { idOf } from '#views/ui/idOf.ts'
import { frameAt } from '../support/storyData.ts'

test('texts that differ only in signs have ids of their own, which a selector can name', () => {
  const texts = ['a.b', 'a-b', 'a_b', 'a b', 'ab', 'a-2e-b', 'ä', '结果']
  const ids = texts.map(idOf)
  expect(new Set(ids).size).toBe(texts.length)
  for (const id of ids) expect(id).toMatch(/^[-a-z\d]+$/)
})

test('each role is asked about in a dialog of its own', () => {
  const roles = ['beam line', 'beam-line', 'beam_line'].map(name => ({
    name,
    description: '',
    isHeld: false,
  }))
  const user = { id: 1, name: 'Grace', email: 'grace@uni.example' }
  const facts = { tables: [], isMe: false, factors: [], recoveryCodes: 0, sessions: 0 }
  const html = String(<UserAccessPage frame={frameAt('/')} user={user} roles={roles} {...facts} />)
  const ids = [...html.matchAll(/ id="(role-[^"]+)"/g)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(3)
})
