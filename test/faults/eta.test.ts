import { expect, test } from 'bun:test'
import { listAnalysesOf } from '#db/analyses.ts'
import { findDraft } from '#db/drafts.ts'
import { listStudiesOf } from '#db/studies.ts'
import { startServer } from '../support/server.ts'
import { long, unlessLong } from '../support/skips.ts'
import { until } from '../support/until.ts'
import { openWebWorld, studyForm } from './webWorld.ts'

test.skipIf(!long)(
  `the time that the form tells is within a factor of two, after two runs${unlessLong}`,
  async () => {
    const world = await openWebWorld({ checks: false })
    const server = await startServer({ data: world.data })
    const { cookie, csrf } = await world.signIn()
    const headers = { cookie, 'sec-fetch-site': 'same-origin', accept: 'text/html' }
    const send = (path: string, body: FormData | URLSearchParams) =>
      fetch(server.origin + path, { method: 'POST', headers, body, redirect: 'manual' })
    const told: { ratio: number; said: number; took: number }[] = []
    try {
      const draft = (await send('/drafts', studyForm(csrf, 'Profiles'))).headers.get('location')!
      const id = Number(draft.split('/').at(-1))
      await until(async () => (await findDraft(world.db.read, id))?.state === 'done')
      await send(`${draft}/acceptance`, new URLSearchParams({ csrf, name: 'Profiles', unit: '1/A' }))
      await send('/studies/example', new URLSearchParams({ csrf }))
      const [example, profiles] = await listStudiesOf(world.db.read, world.ada.id)
      const done = async (count: number) => {
        await until(async () => {
          const rows = (await listAnalysesOf(world.db.read, world.ada.id)).map(row => row.analysis)
          if (rows.some(row => row.state === 'failed')) throw new Error(JSON.stringify(rows))
          return rows.filter(row => row.state === 'done').length >= count
        }, 300_000)
        return (await listAnalysesOf(world.db.read, world.ada.id))[0]!.analysis
      }
      await done(1)
      for (let run = 0; run < 6; run++) {
        const study = run % 2 ? example! : profiles!
        const form = await fetch(`${server.origin}/studies/${study.id}/analyses/new`, { headers })
        const [, bound, value, unit] = (await form.text()).match(/Takes (about|under) (\d+) (s|min)/)!
        const most = Number(value) * (unit === 's' ? 1 : 60)
        const fields = { csrf, submitKey: `run ${run}`, name: `Run ${run}`, seed: String(run) }
        await send(`/studies/${study.id}/analyses`, new URLSearchParams(fields))
        const { startedAt, finishedAt } = await done(run + 2)
        const took = (finishedAt! - startedAt!) / 1000
        const said = bound === 'under' ? Math.min(most, took) : most
        told.push({ said, took, ratio: said / took })
      }
      console.log(JSON.stringify(told))
      for (const { ratio } of told.slice(2)) expect(ratio).toBeWithin(0.5, 2)
    } finally {
      await server.stop()
      await world.close()
    }
  },
  900_000,
)
