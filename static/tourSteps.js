// The steps of every tour, by the tour's name: what each points at, its title, and its words.
export const tours = {
  home: [
    [
      'main h1',
      'What this server does',
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
      'The weight of every model with its 95 % interval, and the fit with its residuals.',
    ],
    [
      '.pipeline',
      'How it works',
      'You upload the curve and the models. The server calculates the profiles, selects models and infers the weights; you install nothing.',
    ],
    [
      '.site-nav',
      'Finding your way',
      'Your studies, help on every field and number, and the method with its papers. On most pages, the question mark above starts a tour.',
    ],
  ],
  profile: [
    [
      'main h1',
      'Welcome',
      'This page lists all your studies and analyses. A study is one curve with its library of models; an analysis is one calculation on a study.',
    ],
    [
      '[data-tour-step=upload]',
      'Start here',
      'Upload a measured curve and a library of candidate models. You see how they were read before you save the study.',
    ],
    [
      '[data-tour-step=example]',
      'No data at hand?',
      'The example is a two-domain protein whose true mixture is known, so you can see how well the method recovers it.',
    ],
    [
      '[data-tour-step=limits]',
      'What you may use',
      'How many studies and analyses you have, and how many you may have. An administrator can raise the limits.',
    ],
    [
      '#studies',
      'Studies',
      'Open one to see its plots, or press Analyse. Files lists your original uploads.',
    ],
    [
      '#analyses',
      'Analyses',
      'Waiting, running, done or failed. Explore opens the result, Zip saves all of its files; a failed one says why and what to try.',
    ],
  ],
  upload: [
    ['#name', 'A name', 'Name the study after the protein and the condition, for example.'],
    [
      '[data-tour-step=files]',
      'The files',
      'Choose the files, or drop them on their fields. The curve needs columns for q, intensity and error; header lines are skipped. The library is PDB or mmCIF files, all with the same atoms.',
    ],
    [
      '#profiles',
      'Your own profiles',
      'Leave this empty unless you calculated the profiles yourself, for SANS for example. The server then uses yours and calculates none.',
    ],
    [
      '#unit',
      'The unit of q',
      'The server detects it from the file. The next page shows the resulting Rg, so a wrong unit is easy to spot.',
    ],
    [
      '[data-tour-step=submit]',
      'Upload and check',
      'The files are read as for an analysis. Errors are reported with their line. The study is not saved yet.',
    ],
  ],
  preflight: [
    [
      '.notice',
      'Checked, not saved yet',
      'This is how your files were read. Unsaved uploads are deleted after 24 hours.',
    ],
    [
      '[data-tour-step=keep]',
      'Save study',
      'Confirm the unit of q: choose the one whose Rg is close to that of the models. Then save the study.',
    ],
    [
      '#findings',
      'What was found',
      'Correct every problem before you start an analysis, and check the warnings. Each one names its file and line, and what to do.',
    ],
    [
      '#curve-card',
      'The curve',
      'In the Guinier plot the points at low q should lie on the line. A bend upwards there is aggregation, downwards repulsion.',
    ],
    [
      '#library-card',
      'The library',
      'Its radii of gyration should reach below and above that of the curve: no set of weights can produce a size that lies outside the library.',
    ],
    [
      '[data-tour-step=replace]',
      'Another file',
      'Replace one file; the others stay, and all files are checked again.',
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
      'The curve as it was read. Check that its Rg is plausible and that the points at low q lie on the Guinier line.',
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
      'Models whose approximate weight is below this threshold are left out of the full inference. A lower threshold is safer and slower.',
    ],
    [
      '#iterations',
      'Iterations',
      'The initial number of iterations; sampling continues automatically until the chains agree. Raise it only if a result has not converged.',
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
      'You can then close the page: the analysis continues, and you get a mail when it is done.',
    ],
  ],
  running: [
    [
      '[data-tour-step=status]',
      'Live',
      'The current step, its progress and the estimated time left. The page updates automatically and opens the result at the end.',
    ],
    [
      '[popovertarget=cancel]',
      'Changed your mind?',
      'Cancel stops the analysis and keeps its settings, so you can run it again.',
    ],
  ],
  result: [
    [
      '[data-tour-step=verdict]',
      'The verdict',
      'Read this first: whether the ensemble explains the data, whether the calculation converged, and what to be careful with.',
    ],
    [
      '#weights',
      'The weights',
      'One row for each model: its weight and 95 % interval. If the interval reaches 0, the data can be explained without the model. Point at a row to highlight the model in every plot.',
    ],
    [
      '[data-tour-step=fit]',
      'The fit',
      'The residuals should look like noise: a systematic trend means that something is missing. Point at a point to read it, drag over a range of q to see it closer, and choose another view such as Kratky.',
    ],
    [
      '[data-tour-step=numbers]',
      'The numbers',
      'How good the fit is, and how well the ensemble is determined. Each question mark explains the number and its good range.',
    ],
    [
      '[data-tour-step=viewer]',
      'The ensemble in 3D',
      'Drag to turn. Colours are those of the table; the fainter a model, the smaller its weight.',
    ],
    [
      '[data-tour-step=downloads]',
      'Download the result',
      'Single files with a description of each, or everything in one zip: tables, structures, scripts for PyMOL and ChimeraX, and files for a deposition.',
    ],
  ],
}
