import type { FormState, Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { CopyButton } from '../ui/copyButton.tsx'
import { Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { AccountFrame } from './accountFrame.tsx'

interface AppProps {
  frame: Frame
  form: FormState
  /** The square code: rows of dark and light modules. */
  modules: boolean[][]
  /** The same secret to type. */
  secret: string
}

/** Adding an authenticator app. The square is drawn here, so that the secret leaves the server in this page alone. */
export function AppPage({ frame, form, modules, secret }: AppProps) {
  return (
    <AccountFrame frame={frame} title="Add an authenticator app">
      <ol>
        <li>
          Open an authenticator app, such as Aegis, 2FAS, Google Authenticator or a password manager, and scan
          the QR code.
          <QrCode modules={modules} />
          <details>
            <summary>I cannot scan it</summary>
            <p>
              Type this key instead: <code safe>{secret.match(/.{1,4}/g)?.join(' ') ?? ''}</code> (time-based,
              six digits, 30 seconds).
            </p>
          </details>
        </li>
        <li>Type the six digits that the app shows now.</li>
      </ol>
      <Form action={paths.app()} frame={frame} form={form}>
        <Field
          form={form}
          name="code"
          label="Code"
          inputmode="numeric"
          autocomplete="one-time-code"
          maxlength={10}
        />
        <div class="actions">
          <button type="submit">Add the app</button>
          <a class="button quiet" href={paths.factors()}>
            Not now
          </a>
        </div>
      </Form>
    </AccountFrame>
  )
}

/** Dark on white in both themes, with the quiet zone of four modules that readers need. */
function QrCode({ modules }: { modules: boolean[][] }) {
  const size = modules.length + 8
  const path = modules
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + 4} ${y + 4}h1v1h-1z` : '')))
    .join('')
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      width="220"
      height="220"
      shape-rendering="crispEdges"
      role="img"
      aria-label="The key as a QR code; it is written out below."
    >
      <rect width={String(size)} height={String(size)} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}

/** Recovery codes, shown this once. */
export function RecoveryCodesPage({ frame, codes }: { frame: Frame; codes: string[] }) {
  return (
    <AccountFrame frame={frame} title="Your recovery codes">
      <Notice kind="warning" title="Save them now">
        <p>They are shown only once. Each one signs you in once, if you lose your phone or key.</p>
      </Notice>
      <ul class="codes" id="codes">
        {codes.map(code => (
          <li>
            <code safe>{code}</code>
            {'\n' /* between the codes that are copied */}
          </li>
        ))}
      </ul>
      <div class="actions">
        <CopyButton of="#codes" text="Copy the codes" isMain />
        <a class="button quiet" href={paths.factors()}>
          I have saved the codes
        </a>
      </div>
    </AccountFrame>
  )
}
