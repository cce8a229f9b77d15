// The steps of every tour, by the tour's name: what each points at, its title, and its words.
export const tours = {
  home: [
    [
      'main h1',
      'What this is for',
      'A flexible protein is a mixture of shapes, and a scattering curve sees all of them at once. This server infers which shapes are in it, and how much of each.',
    ],
    [
      '[data-tour-step=see-example]',
      'Look before you sign in',
      'A whole result, open to everyone: every plot, number and file that you would get for your own data.',
    ],
    [
      '[data-tour-step=example]',
      'Try it',
      'Puts a study with a known answer into your account and analyses it, in under a minute.',
    ],
    [
      '[data-tour-step=live-example]',
      'What comes out',
      'On the left a weight for every model, with the interval that the data allow. On the right the fit, with its residuals below.',
    ],
    [
      '.pipeline',
      'How it works',
      'You bring the curve and the models. Profiles, selection and inference are calculated here; nothing has to be installed.',
    ],
    [
      '.site-nav',
      'Finding your way',
      'Your studies, help on every field and number, and the method with its papers. The question mark above starts such a tour on most pages.',
    ],
  ],
  profile: [
    [
      'main h1',
      'Welcome',
      'Everything that is yours is on this page. A study is one curve with its library of models; an analysis is one calculation on a study.',
    ],
    [
      '[data-tour-step=upload]',
      'Start here',
      'Bring a measured curve and the models that your protein might be. You see how they were understood before anything is kept.',
    ],
    [
      '[data-tour-step=example]',
      'No data at hand?',
      'The example is a protein of two domains whose true mixture is known, so you can see how well it is found again.',
    ],
    [
      '[data-tour-step=limits]',
      'What you may use',
      'How many studies and analyses you have of those you may keep. An administrator can raise the limits.',
    ],
    [
      '#studies',
      'Studies',
      'Open one to see its plots, or press Analyse. Under Files are your uploads, as they came.',
    ],
    [
      '#analyses',
      'Analyses',
      'Waiting, running, done or failed. Explore opens the result, Zip saves all of its files; a failed one says why and what to try.',
    ],
  ],
  upload: [
    ['#name', 'A name', 'You find the study again by it: the protein and the condition, for example.'],
    [
      '[data-tour-step=files]',
      'The files',
      'Choose them, or drop them on their fields. The curve needs q, intensity and error in columns; headers do no harm. The library is PDB or mmCIF files, all with the same atoms.',
    ],
    [
      '#profiles',
      'Your own profiles',
      'Leave it empty, unless you calculated the profiles yourself, for SANS for example. Then nothing is calculated from the models.',
    ],
    [
      '#unit',
      'The unit of q',
      'Found out from the file. The next page shows what Rg follows from it, so a wrong unit is seen at once.',
    ],
    [
      '[data-tour-step=submit]',
      'Upload and check',
      'The files are read as for an analysis. What cannot be read is told with its line, and nothing is stored yet.',
    ],
  ],
  preflight: [
    [
      '.notice',
      'Checked, not kept',
      'This is how your files were understood. Nothing is stored before you say so.',
    ],
    [
      '[data-tour-step=keep]',
      'Keep it',
      'Confirm the unit: of the two, take the one whose Rg is near that of the models. Then the study is yours.',
    ],
    [
      '#findings',
      'What was found',
      'Problems must be mended before an analysis; warnings are worth a thought. Each names its file and line, and the way out.',
    ],
    [
      '#curve-card',
      'The curve',
      'In the Guinier plot the points at low q should lie on the line. A bend upwards there is aggregation, downwards repulsion.',
    ],
    [
      '#library-card',
      'The library',
      'Its radii of gyration should reach below and above that of the curve: weights cannot make a shape that no model has.',
    ],
    [
      '[data-tour-step=mend]',
      'Another file',
      'Replace the file that is wrong; the others stay, and all are checked anew.',
    ],
  ],
  study: [
    [
      '[data-tour-step=analyse]',
      'Analyse',
      'Start with the defaults. Later you can run it again with one thing changed, and compare the two.',
    ],
    [
      '#curve-card',
      'The curve',
      'As it was read. Check that its Rg is one you believe, and that the points at low q lie on the Guinier line.',
    ],
    [
      '#library-card',
      'The library',
      'The models with their sizes. Their radii of gyration should reach below and above that of the curve.',
    ],
  ],
  analysis: [
    [
      '#cut',
      'Weight threshold',
      'Models whose first, quick estimate is below it are left out of the complete inference. Lower is safer and slower.',
    ],
    [
      '#iterations',
      'Iterations',
      'Where sampling begins; it goes on by itself until the chains agree. Raise it only when a result says that it has not converged.',
    ],
    [
      '[data-tour-step=more]',
      'More settings',
      'The range of q, the hydration shell, the seed and the priors, each explained behind its question mark. The defaults suit most data.',
    ],
    [
      '[data-tour-step=extras]',
      'What else you know',
      'Energies of the models, or NMR chemical shifts, can be fitted together with the curve.',
    ],
    [
      '[data-tour-step=submit]',
      'Start',
      'You can close the page then: the analysis goes on, and a mail tells you when it is done.',
    ],
  ],
  running: [
    [
      '[data-tour-step=status]',
      'Live',
      'Which step it is at, how far, and about how long it still takes. The page follows by itself and opens the result at the end.',
    ],
    [
      '[popovertarget=cancel]',
      'Changed your mind?',
      'Cancelling stops it and keeps its settings, so that you can run it again.',
    ],
  ],
  result: [
    [
      '[data-tour-step=verdict]',
      'The verdict',
      'Read this first: whether the ensemble explains the data, whether the calculation settled, and what to distrust.',
    ],
    [
      '#weights',
      'The weights',
      'One row for each model: its share, and the interval that holds it with 95 % probability. An interval that reaches 0 means that the data can do without the model. Pointing at one marks it in every plot.',
    ],
    [
      '[data-tour-step=fit]',
      'The fit',
      'The residuals should look like noise: a wave means that something is missing. Three views show low, all and middle q best.',
    ],
    [
      '[data-tour-step=numbers]',
      'The numbers',
      'How good the fit is, and how well the ensemble is determined. Each question mark says what is good.',
    ],
    [
      '[data-tour-step=viewer]',
      'The ensemble in 3D',
      'Drag to turn. Colours are those of the table; the fainter a model, the smaller its weight.',
    ],
    [
      '[data-tour-step=downloads]',
      'Take it home',
      'Each file with what it holds, or everything in one zip: tables, structures, scripts for PyMOL and ChimeraX, and files for a deposition.',
    ],
  ],
}
