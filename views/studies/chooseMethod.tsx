import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { typographic } from '../ui/symbols.ts'

interface ChooseProps {
  frame: Frame
  methods: { name: string; title: string; description?: string }[]
}

/** For which method to upload, on a server without the built-in one. */
export function ChooseMethodPage({ frame, methods }: ChooseProps) {
  return (
    <Layout title="Upload a study" frame={frame} crumbs={[{ text: 'My studies', href: paths.studies() }]}>
      <section class="form-page">
        <h1>Upload a study</h1>
        <p class="lead">
          {methods.length === 0
            ? 'This server offers you no method yet. Ask its administrators.'
            : 'Choose the method first: it decides which files are needed.'}
        </p>
        <ul class="rows">
          {methods.map(({ name, title, description = '' }) => (
            <li>
              <div>
                <strong>
                  <a href={paths.newMethodStudy(name)} safe>
                    {title}
                  </a>
                </strong>
                <p class="help" safe>
                  {typographic(description)}
                </p>
              </div>
            </li>
          ))}
        </ul>
      </section>
    </Layout>
  )
}
