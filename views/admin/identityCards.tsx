import type { SiteTextName } from '#db/schema.ts'
import type { TextInForce } from '#src/admin/siteTexts.ts'
import type { FormState, Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { exactDay } from '../ui/time.tsx'

/** What the site is called and who runs it. */
export function IdentityCard({ frame, form }: { frame: Frame; form: FormState }) {
  return (
    <Card id="site" title="This site">
      <Form action={paths.siteSettings()} frame={frame} form={form}>
        <Field
          form={form}
          name="siteName"
          label="Name"
          help="On top of every page and in mails."
          optional
          maxlength={60}
        />
        <Field
          form={form}
          name="operator"
          label="Operator and data controller"
          help="Who runs the site and answers for the data: a name with its address, on one line."
          optional
          maxlength={300}
        />
        <Field
          form={form}
          name="hosting"
          label="Place of the data"
          help="Such as an institute and a country."
          optional
          maxlength={200}
        />
        <Field
          form={form}
          name="contact"
          label="Contact address"
          type="email"
          help="On the contact page, which otherwise has a form that writes to the administrators."
          optional
          maxlength={254}
        />
        <div class="actions">
          <button type="submit">Save the settings</button>
        </div>
      </Form>
    </Card>
  )
}

export interface ShownText extends TextInForce {
  name: SiteTextName
  title: string
  href: string
}

/** Which texts are the operator's own. @param folder where they lie */
export function TextsCard({
  texts,
  folder,
  hasLogo,
}: {
  texts: ShownText[]
  folder: string
  hasLogo: boolean
}) {
  return (
    <Card id="texts" title="Texts and logo">
      <p>
        Put your own texts, in Markdown, and a logo into <code safe>{folder}</code>. A changed file holds from
        the moment that its page, or this one, is opened; every version is kept. When terms or privacy change,
        people are asked to agree before they open their studies.
      </p>
      <div class="table-wrap">
        <table class="stack">
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col">In force</th>
            </tr>
          </thead>
          <tbody>
            {texts.map(({ name, title, href, text, since, fault }) => (
              <tr>
                <th scope="row">
                  <code safe>{`${name}.md`}</code>
                </th>
                <td data-label="In force">
                  <a href={href} safe>
                    {title}
                  </a>
                  <span
                    safe
                  >{`: ${text === null ? without[name] : `your own, since ${exactDay(new Date(since!))}`}`}</span>
                  {fault ? <p class="field-error" safe>{`The file is not used. ${fault}`}</p> : ''}
                </td>
              </tr>
            ))}
            <tr>
              <th scope="row">
                <code>logo.svg</code>, <code>.png</code> or <code>.webp</code>
              </th>
              <td data-label="In force">{hasLogo ? 'your own' : 'the program’s'}</td>
            </tr>
          </tbody>
        </table>
      </div>
    </Card>
  )
}

const without: Record<SiteTextName, string> = {
  terms: 'the program’s',
  privacy: 'the program’s',
  imprint: 'what is set above',
}
