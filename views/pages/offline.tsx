import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'

/** What a browser shows in the place of any page while the server cannot be reached. */
export function OfflinePage({ frame }: { frame: Frame }) {
  return (
    <Layout title="Not connected" frame={frame} offline>
      <section class="problem">
        <h1>The server cannot be reached</h1>
        <p class="lead">
          Your device may be offline, or the server is being restarted. Running analyses go on without you,
          and everything you stored is safe.
        </p>
        <p>This page opens again by itself when there is a connection.</p>
        <div class="actions">
          <button type="button" data-retry>
            Try again
          </button>
        </div>
      </section>
    </Layout>
  )
}
