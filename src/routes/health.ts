import { Elysia } from 'elysia'
import { countUsers } from '#db/users.ts'
import type { Deps } from '../plugins/deps.ts'

/** For a monitor: 200 while pages can be served, 503 with the reason when the database does not answer. */
export function healthRoutes({ db }: Deps) {
  return new Elysia().get('/healthz', async ({ status }) => {
    try {
      await countUsers(db.read)
      return 'ok\n'
    } catch (error) {
      return status(503, `database: ${(error as Error).message}\n`)
    }
  })
}
