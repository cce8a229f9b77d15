import type { AnalysisOutcome } from '#src/analyses/outcome.ts'
import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Form } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { EnsembleDrawing } from './ensembleDrawing.tsx'
import { LiveExample } from './liveExample.tsx'
import { Pipeline } from './pipeline.tsx'
import { StructuredData } from './structuredData.tsx'

interface HomeProps {
  frame: Frame
  example: AnalysisOutcome
  /** Whether people may work without an account. */
  admitsGuests: boolean
}

export function HomePage({ frame, example, admitsGuests }: HomeProps) {
  const isOpen = !frame.viewer && admitsGuests
  return (
    <Layout title="Ensembles from scattering" frame={frame} tour="home">
      <section class="hero">
        <div>
          <h1>Which conformations does your protein take, and how much of each?</h1>
          <p class="lead">
            Give BioCE Web one small-angle scattering curve and a library of structural models. It picks the
            models that the data can support and infers the population of each, with its uncertainty.
          </p>
          <div class="actions">
            {frame.viewer ? (
              <a class="button" href={paths.newStudy()}>
                <Icon name="upload" />
                Upload a study
              </a>
            ) : isOpen ? (
              <GuestButton frame={frame} start="upload" />
            ) : (
              <a class="button" href={paths.signIn()}>
                Sign in to start
              </a>
            )}
            <a class="button quiet" href={paths.publicExample()} data-tour-step="see-example">
              <Icon name="eye" />
              See an example result
            </a>
            {frame.viewer ? <ExampleButton frame={frame} /> : ''}
            {isOpen ? <GuestButton frame={frame} start="example" /> : ''}
          </div>
          {frame.viewer ? (
            ''
          ) : (
            <p class="help">
              {isOpen
                ? 'No account is needed for small analyses; they are kept for a few days under a link of your own. '
                : 'New here? '}
              <a href={paths.register()}>Open an account</a> with your address at a university or institute
              {isOpen ? ' to keep your work.' : '.'}
            </p>
          )}
        </div>
        <EnsembleDrawing />
      </section>
      <LiveExample outcome={example} />
      <Pipeline />
      <section class="columns" aria-label="What you get">
        <div>
          <h2>Weights with their uncertainty</h2>
          <p>
            Every population comes with a 95 % interval, an effective sample size and R-hat. A run that has
            not converged is marked at the top of its page.
          </p>
        </div>
        <div>
          <h2>The fit, with its limits</h2>
          <p>
            The data with error bars, the ensemble’s curve with its predictive band and the residuals below,
            with χ², CorMap and the model evidence.
          </p>
        </div>
        <div>
          <h2>Download everything</h2>
          <p>
            The weighted ensemble, the fit, all draws and the exact parameters and seed, as files with a
            description of each. The same seed gives the same result.
          </p>
        </div>
      </section>
      <StructuredData frame={frame} />
    </Layout>
  )
}

export function ExampleButton({ frame }: { frame: Frame }) {
  if (frame.isBuiltInOff) return ''
  return (
    <Form action={paths.exampleStudy()} frame={frame} class="inline">
      <button type="submit" class="quiet" data-tour-step="example">
        <Icon name="flask-conical" />
        Try the example
      </button>
    </Form>
  )
}

/** Starts without an account: with one's own files, or with the example. */
function GuestButton({ frame, start }: { frame: Frame; start: 'upload' | 'example' }) {
  if (frame.isBuiltInOff && start === 'example') return ''
  const isUpload = start === 'upload'
  return (
    <Form action={paths.guests()} frame={frame} class="inline">
      <input type="hidden" name="start" value={start} />
      <button type="submit" class={isUpload ? '' : 'quiet'}>
        <Icon name={isUpload ? 'upload' : 'flask-conical'} />
        {isUpload ? 'Analyse your own data' : 'Try the example'}
      </button>
    </Form>
  )
}
