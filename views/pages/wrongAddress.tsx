import { paths } from '../paths.ts'

interface WrongAddressProps {
  /** What the request named, as it came. */
  asked: string
  origins: string[]
  /** The setting that would let the server answer to it. */
  setting: string
}

/** For whoever reaches the server under a name that is not its own: with no link but to where it answers. */
export function WrongAddressPage({ asked, origins, setting }: WrongAddressProps) {
  return (
    <>
      {'<!doctype html>'}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>This server has another address · BioCE Web</title>
          <link rel="stylesheet" href={paths.asset('app.css')} />
          <link rel="stylesheet" href={paths.asset('pages.css')} />
        </head>
        <body>
          <main>
            <section class="problem">
              <p class="problem-status">421</p>
              <h1>This server has another address</h1>
              <p class="lead">
                You asked for <code safe>{asked}</code>. It answers to{' '}
                {origins.map((origin, i) => (
                  <>
                    {i === 0 ? '' : ' and '}
                    <a href={origin + paths.home()} safe>
                      {origin + paths.home()}
                    </a>
                  </>
                ))}
                .
              </p>
              <h2>If you run this server</h2>
              <p>To let it answer to this name, start it with the setting</p>
              <pre class="wrapped" safe>
                {setting}
              </pre>
              <p>
                Is a proxy in front of it? Then the proxy has to forward the host name, in nginx with{' '}
                <code>proxy_set_header Host $host;</code>. See docs/admin.md.
              </p>
            </section>
          </main>
        </body>
      </html>
    </>
  )
}
