import type { SQL } from 'bun'
import type { Options } from '../index.ts'
import { executeOn, overLostConnection } from './client.ts'
import type { Server } from './server.ts'

/**
 * Brings the schema up to this code's. Of processes that start at once one does it, and the others wait and find nothing
 * to do.
 * @throws DatabaseUnusable the database is another program's, or newer than this code, or its server cannot be used
 */
export async function migrate(
  server: Server,
  client: SQL,
  name: string,
  { onCreate, onMigrated }: Options,
): Promise<void> {
  const seen = await overLostConnection(() => server.pendingIn(executeOn(client), name))
  if (seen.pending.length === 0) return
  if (seen.isNew) onCreate?.()
  const connection = await client.reserve()
  try {
    const look = () => server.pendingIn(executeOn(connection), name)
    const { pending, isNew } = await server.applyPending(connection, look, Date.now())
    if (!isNew && pending.length > 0) onMigrated?.({ steps: pending.map(step => step.name) })
  } finally {
    connection.release()
  }
}
