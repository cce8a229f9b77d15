import { Html } from '@kitajs/html'
import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Form } from './form.tsx'
import { clockTime, exactDay, exactMinute } from './time.tsx'

/** Lines over every page: what the administrators announce, and that one looks at the site as somebody else. */
export function Banners({ frame }: { frame: Frame }) {
  const { banner, viewer, impersonationEndsAt: endsAt } = frame
  const until = banner?.until ? ` Until ${exactMinute(banner.until)}.` : ''
  return (
    <>
      {banner ? (
        <p class="banner" role="status" safe>
          {banner.text + until}
        </p>
      ) : (
        ''
      )}
      {viewer?.guest ? (
        <p class="banner">
          {Html.escapeHtml(`No account: everything is deleted on ${exactDay(viewer.guest.until)}. `)}
          <a href={viewer.guest.link}>Keep the link to come back</a>
        </p>
      ) : (
        ''
      )}
      {endsAt && viewer ? (
        <Form action={paths.impersonationEnd()} frame={frame} class="banner">
          <span safe>
            {`You are viewing the site as ${viewer.firstName} ${viewer.lastName} and cannot change anything. This ends at ${clockTime(endsAt)}.`}
          </span>
          <button type="submit" class="small quiet">
            End session
          </button>
        </Form>
      ) : (
        ''
      )}
    </>
  )
}
