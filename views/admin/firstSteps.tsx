import type { FirstStep } from '#src/admin/firstSteps.ts'
import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Badge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { Form } from '../ui/form.tsx'

interface FirstStepsProps {
  steps: Record<FirstStep, boolean>
  /** The page that may do without the list. */
  hideFrom?: Frame
}

interface Words {
  title: string
  /** What to do while it is open. */
  help: string
  /** The page on which it is done or tested. */
  link: () => [text: string, href: string]
}

const words: Record<FirstStep, Words> = {
  address: {
    title: 'Address and TLS',
    help: 'Set BIOCE_ORIGIN to the https address that people type. docs/admin.md has the lines for Caddy and nginx.',
    link: () => ['Check the address', paths.doctor()],
  },
  mail: {
    title: 'Mail',
    help: 'Set BIOCE_SMTP_URL, restart, and send a test mail. Without mail, an administrator must pass on every link that confirms an address or resets a password.',
    link: () => ['Send a test mail', `${paths.siteSettings()}#mail`],
  },
  contact: {
    title: 'Contact',
    help: 'Publish the address at which people reach you.',
    link: () => ['Enter the address', `${paths.siteSettings()}#site`],
  },
  backups: {
    title: 'Backups on another disk',
    help: 'Set BIOCE_BACKUPS to a folder on another disk. Here the disk with the data holds its backups too.',
    link: () => ['See the backups', paths.backups()],
  },
  registration: {
    title: 'Registration',
    help: 'Choose who may open an account, and save the choice.',
    link: () => ['Choose', paths.registrationSettings()],
  },
  factor: {
    title: 'Your second factor',
    help: 'Add a passkey or an authenticator app to your account.',
    link: () => ['Add one', paths.factors()],
  },
}

export const areAllDone = (steps: FirstStepsProps['steps']) => Object.values(steps).every(Boolean)

/** What a new site needs before people come, each step with its test. */
export function FirstSteps({ steps, hideFrom }: FirstStepsProps) {
  const names = Object.keys(words) as FirstStep[]
  const done = names.filter(name => steps[name]).length
  const hide = hideFrom ? (
    <Form action={paths.firstStepsHiding()} frame={hideFrom} class="inline">
      <button type="submit" class="quiet">
        Hide
      </button>
    </Form>
  ) : undefined
  return (
    <Card id="first-steps" title={`First steps: ${done} of ${names.length} done`} aside={hide}>
      <ul class="rows">
        {names.map(name => {
          const { title, help, link } = words[name]
          const [text, href] = link()
          return (
            <li>
              <div>
                <strong safe>{title}</strong>
                <p class="help" safe>
                  {steps[name] ? '' : help}
                </p>
              </div>
              {steps[name] ? (
                <Badge tone="good" icon="circle-check" text="Done" />
              ) : (
                <a class="button quiet" href={href} safe>
                  {text}
                </a>
              )}
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
