import type { ManifestInput, TourStep } from '#src/analyses/manifest/manifest.ts'
import { AboutMethod } from '../analyses/methodForm.tsx'
import { placesOfFields, tourThrough } from '../analyses/methodTour.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { typographic } from '../ui/symbols.ts'
import { TextField } from '../ui/textField.tsx'
import { InputField } from './inputField.tsx'
import { UploadForm, type UploadFormFacts } from './uploadForm.tsx'

/** An input, and the field for its text where that may be typed in place of a file. */
export type InputOnPage = ManifestInput & { typedAs?: string }

interface UploadProps extends UploadFormFacts {
  method: {
    name: string
    title: string
    description?: string
    help?: string
    inputs: InputOnPage[]
    tour?: TourStep[]
  }
}

/** The upload of what a method of the laboratory needs: the inputs of its manifest as a page. */
export function UploadInputsPage({ method, ...facts }: UploadProps) {
  const { frame, form } = facts
  const { name, title, description = '', inputs, help } = method
  return (
    <Layout
      title={`Upload files for “${title}”`}
      frame={frame}
      crumbs={[{ text: 'My studies', href: paths.studies() }]}
      scripts={['upload.js']}
      tour={tourThrough(method.tour, placesOfFields('inputs', inputs))}
    >
      <section class="form-page">
        <h1 safe>{`Upload files for “${title}”`}</h1>
        <p class="lead" safe>
          {typographic(description)}
        </p>
        <UploadForm {...facts} action={paths.newMethodStudy(name)}>
          <fieldset>
            <legend>Files</legend>
            {inputs.map(input => (
              <>
                <InputField form={form} input={input} help={helpOf(input, facts.limits.requestBytesMax)} />
                {input.typedAs ? (
                  <TextField
                    form={form}
                    name={input.typedAs}
                    label={`${input.label}, typed here in place of a file`}
                    rows="4"
                    spellcheck="false"
                    optional
                  />
                ) : (
                  ''
                )}
              </>
            ))}
          </fieldset>
        </UploadForm>
        <AboutMethod help={help} open />
      </section>
    </Layout>
  )
}

/** Its own words, then what files it may be; a size that the whole upload may not have is no limit. */
function helpOf(
  { help, kinds, most = 1, megabytesMax = Number.POSITIVE_INFINITY }: ManifestInput,
  bytesMax: number,
): string {
  const limits = [
    kinds.join(', '),
    most > 1 ? `up to ${most} files` : 'one file',
    megabytesMax * 1e6 < bytesMax ? `${megabytesMax} MB at most${most > 1 ? ' each' : ''}` : '',
  ]
  return [help, `${limits.filter(Boolean).join('; ')}.`].filter(Boolean).join(' ')
}
