// The tours: their texts in one place, played by Shepherd. Loaded when someone asks for one, or on the first visit to
// the list of studies. A step whose target is not on the page, or goes away, is left out.
import Shepherd from './vendor/shepherd.js'

export const tours = {
  home: [
    [
      'main h1',
      'What this is for',
      'A flexible protein is a mixture of shapes. This server infers the mixture from one scattering curve.',
    ],
    [
      '.pipeline',
      'How it works',
      'A curve and a library of models go in; weights with their uncertainties come out.',
    ],
    [
      '[data-tour-step=live-example]',
      'What comes out',
      'A weight for every model with its interval, and the fit with its residuals. Open the whole result to look around.',
    ],
    ['[data-tour-step=example]', 'Try it', 'The example has a known answer and takes under a minute.'],
    ['.site-nav', 'Finding your way', 'Your studies, help for every number, and the method behind it all.'],
  ],
  profile: [
    [
      'main h1',
      'Welcome',
      'Everything that is yours is on this page: studies are uploads, analyses are runs on them.',
    ],
    ['[data-tour-step=upload]', 'Start here', 'Upload one curve and a library of models.'],
    [
      '[data-tour-step=example]',
      'No data at hand?',
      'The example is a protein of two domains whose true mixture is known.',
    ],
    [
      '[data-tour-step=limits]',
      'What you may use',
      'Counts against your limits. An administrator can raise them.',
    ],
    ['#studies', 'Studies', 'Open one to see how its files were understood, or start an analysis of it.'],
    [
      '#analyses',
      'Analyses',
      'Their state is live. Explore a finished one or take its results home as a zip.',
    ],
  ],
  upload: [
    ['#name', 'A name', 'You will find the study again under this name.'],
    [
      '[data-tour-step=files]',
      'The files',
      'Choose them or drop them on their fields. Most beamline files work as they are.',
    ],
    [
      '#profiles',
      'Your own profiles',
      'Optional: with a table of profiles nothing is calculated from the models.',
    ],
    ['#unit', 'The unit of q', 'It is found out from the file and shown on the next page.'],
    [
      '[data-tour-step=submit]',
      'Upload and check',
      'A file that cannot be read is named with its line, and nothing is kept.',
    ],
  ],
  preflight: [
    [
      '.notice',
      'Checked, not kept',
      'The files were read as for an analysis. Nothing is kept before you say so on this page.',
    ],
    ['[data-tour-step=keep]', 'Keep it', 'Confirm the unit of q and the name, and the study is yours.'],
    ['#findings', 'What was found', 'Each problem with its file and line, and a way to mend it.'],
    [
      '#curve-card',
      'The curve',
      'Its Guinier fit should be straight, with a radius of gyration you believe.',
    ],
    ['#library-card', 'The library', 'Its radii of gyration should reach below and above that of the curve.'],
    ['[data-tour-step=mend]', 'Another file', 'Replace one file; the others stay as they are.'],
  ],
  study: [
    [
      '[data-tour-step=analyse]',
      'Analyse',
      'Start with the defaults; run again with one thing changed later.',
    ],
    [
      '#curve-card',
      'The curve',
      'As it was read, with its Guinier fit: check the unit and the radius of gyration.',
    ],
    ['#library-card', 'The library', 'Its radii of gyration should reach below and above that of the curve.'],
  ],
  analysis: [
    ['#threshold', 'Weight threshold', 'Models below it are left out before the complete inference.'],
    ['#iterations', 'Iterations', 'A starting length: sampling goes on until the chains agree.'],
    [
      '[data-tour-step=more]',
      'More settings',
      'Seed, chains and the hydration shell, for those who want them.',
    ],
    ['[data-tour-step=submit]', 'Start', 'You can close the page then: a mail tells you when it is done.'],
  ],
  running: [
    ['[data-tour-step=status]', 'Live', 'Stage, progress and time left, without reloading.'],
    ['[popovertarget=cancel]', 'Changed your mind?', 'Cancelling frees the machine for others.'],
  ],
  result: [
    [
      '[data-tour-step=verdict]',
      'The verdict',
      'Read this first: does the ensemble explain the data, and what to distrust.',
    ],
    ['#weights', 'The weights', 'One row for each model. Pointing at a model marks it everywhere.'],
    [
      '[data-tour-step=fit]',
      'The fit',
      'Residuals should look like noise. Three views show different ranges.',
    ],
    [
      '[data-tour-step=numbers]',
      'The numbers',
      'Each question mark says what the number means and what is good.',
    ],
    [
      '[data-tour-step=viewer]',
      'The ensemble in 3D',
      'Colours as in the table; the stronger, the more populated.',
    ],
    ['[data-tour-step=downloads]', 'Take it home', 'Each file with what it holds, or everything in one zip.'],
  ],
}

// A closed popover or fold has a place in the document and none on the screen.
const isShown = selector => document.querySelector(selector)?.getClientRects().length > 0

// Beside something as high as the window a step would have no room: it points at the heading then.
function placeOf(selector) {
  const target = document.querySelector(selector)
  if (!target || target.offsetHeight < innerHeight / 2) return target
  return (target.closest('.card') ?? target).querySelector('h2, legend') ?? target
}

function addStyle() {
  if (document.querySelector('link[href$="tours.css"]')) return Promise.resolve()
  const link = document.createElement('link')
  link.rel = 'stylesheet'
  link.href = new URL('tours.css', import.meta.url).href
  document.head.append(link)
  return new Promise(resolve => link.addEventListener('load', resolve))
}

let playing

export async function startTour(name) {
  const steps = (tours[name] ?? []).filter(([selector]) => isShown(selector))
  if (steps.length === 0 || playing?.isActive()) return
  await addStyle()
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  const tour = new Shepherd.Tour({
    useModalOverlay: true,
    defaultStepOptions: {
      scrollTo: { behavior: still ? 'auto' : 'smooth', block: 'center' },
      cancelIcon: { enabled: true, label: 'End the tour' },
      modalOverlayOpeningPadding: 6,
      modalOverlayOpeningRadius: 6,
    },
  })
  for (const [index, [selector, title, text]] of steps.entries()) {
    const isLast = index === steps.length - 1
    tour.addStep({
      id: selector,
      showOn: () => isShown(selector),
      title,
      text: `${text} (${index + 1} of ${steps.length})`,
      attachTo: { element: () => placeOf(selector), on: 'bottom' },
      buttons: [
        ...(index > 0 ? [{ text: 'Back', secondary: true, action: tour.back }] : []),
        { text: isLast ? 'Done' : 'Next', action: isLast ? tour.complete : tour.next },
      ],
    })
  }
  playing = tour
  tour.start()
}

// htmx may put another element in the place of the one that a step points at, or take it away.
document.addEventListener('htmx:after:swap', () => {
  const step = playing?.isActive() && playing.getCurrentStep()
  if (!step || step.getTarget()?.isConnected) return
  if (isShown(step.id)) step.show()
  else playing.next()
})
