interface Listening {
  port: number
  hostname: string
  /** Where the site lies below the address, such as "/tools". */
  base: string
  /** The development server, such as "http://127.0.0.1:40123". */
  upstream: string
}

const startMsMax = 30_000

/**
 * Listens in front of the development server and has open pages load themselves anew. Each page gets one more script, of the
 * site's own origin as its policy asks; the site knows nothing of it.
 * @returns what reloads the pages, and what stops it
 */
export function serveWithReload({ port, hostname, base, upstream }: Listening) {
  const [scriptPath, changesPath] = [`${base}/dev/reload.js`, `${base}/dev/changes`]
  const script = `new EventSource('${changesPath}').onmessage = () => location.reload()\n`
  const pages = new Set<ReadableStreamDefaultController<string>>()
  const server = Bun.serve({ port, hostname, idleTimeout: 0, maxRequestBodySize: Infinity, fetch: answer })
  const reload = () => {
    for (const page of pages) page.enqueue('data: changed\n\n')
  }
  return { reload, stop: () => server.stop(true) }

  async function answer(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url)
    if (pathname === changesPath) return changes()
    if (pathname === scriptPath)
      return new Response(script, { headers: { 'content-type': 'text/javascript' } })
    const found = await ask(request, upstream + pathname + search)
    if (!found.headers.get('content-type')?.startsWith('text/html')) return found
    const withScript = new HTMLRewriter().on('head', {
      element: head =>
        void head.append(`<script type="module" src="${scriptPath}"></script>`, { html: true }),
    })
    found.headers.delete('content-length')
    return withScript.transform(found)
  }

  function changes(): Response {
    let page: ReadableStreamDefaultController<string>
    const body = new ReadableStream<string>({
      start(controller) {
        page = controller
        pages.add(page)
        page.enqueue(': listening\n\n')
      },
      cancel: () => void pages.delete(page),
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  }
}

/** The site's answer; while it is starting again, as soon as it is there. */
async function ask({ method, headers: sent, body, signal }: Request, address: string): Promise<Response> {
  const headers = new Headers(sent)
  headers.set('accept-encoding', 'identity')
  for (const end = Date.now() + startMsMax; ; await Bun.sleep(50)) {
    try {
      return await fetch(address, { method, headers, body, signal, redirect: 'manual' })
    } catch (error) {
      if (body || signal.aborted || Date.now() > end)
        return new Response(`The development server does not answer: ${(error as Error).message}\n`, {
          status: 502,
        })
    }
  }
}
