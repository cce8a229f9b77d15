/** What helps a person to fill in a field, by its name: the words of the tooltips of all forms, in one place. */
export const fieldTips: Record<string, string> = {
  name: 'Shown in lists, on plots, in mails and in the names of downloads. Letters of any script and blanks are fine.',

  confirmation:
    'The study has results. Typing its name keeps a slip of the hand from deleting what took hours to calculate.',

  curve: "The subtracted, averaged curve, as it comes from your beamline's software or from SASBDB.",
  library:
    'All conformations the protein might take, for example from molecular dynamics or from a loop modeller. All models must have the same atoms.',
  profiles:
    'With this file nothing is calculated from the models: your own profiles are used as they are, so that any program, and also SANS, can be used.',
  unit: 'A largest q below 1 suggests 1/Å. A wrong unit makes the radius of gyration ten times too large or too small.',

  skipVariational:
    'New analyses of this study open with it. A good choice for up to about 30 models, or when each of them is known to exist.',
  energies:
    'For example from a force field or a coarse-grained simulation. They become a prior: models of low energy are expected to weigh more, and how strongly is learnt from the curve.',
  shifts:
    'NMR shifts of the same protein, fitted together with the curve. A deposition of the BMRB can be used as it is; only shifts that are calculated for every model take part.',
  shiftsSimulated:
    'Run the predictor on every model of the library. The files of SHIFTX2 are read as they are; of SPARTA+ or others make a table.',
  shiftsRms:
    'The root-mean-square error that the predictor publishes for each kind of atom. Leave it empty with files of SHIFTX2, whose errors are known: 1.12 ppm for N, 0.44 ppm for CA.',
  keepEnergies: 'Untick it to run without energies, or choose another file below.',
  keepShifts: 'Untick it to run without chemical shifts, or choose other files below.',
  jsonFile: 'Where a file is chosen, the text above does not count.',
  json: 'A quick way to repeat what a colleague did, or to start from the analysis of another study. Files are not part of it.',

  email:
    'The address you have at work. It is your name for signing in, and where mails about analyses go; nobody else sees it.',
  password: 'That of your account here, not of your e-mail. Your browser or a password manager can keep it.',
  newPassword: 'Length counts, not special characters. It is kept as a hash that nobody can read back.',
  firstName: 'As you would like to be greeted; you can change it at any time.',
  lastName: 'As on your papers; you can change it at any time.',
  code: 'Six digits from your authenticator app, which change every 30 seconds, or one of your recovery codes.',
  remember:
    'Leave this off on a computer that others use too. You can end the session from any other device.',
  endOthers: 'Whoever else knows the old password is signed out at once.',
  institution: 'The university, institute or company that you work for.',
  message: 'A sentence on who you are and what you would like to analyse helps the administrators to decide.',

  mode: 'Who may make an account without an invitation. Accounts that exist are not changed by it.',
  domain:
    'Such as example.org, which also allows its sub-domains, or a single address such as ada@example.org.',
  banner: 'Such as “Tonight from 20:00 UTC the server moves to a new disk; analyses go on tomorrow.”',
  until: 'The line disappears by itself then. Who gets in stays as chosen until you change it.',
  access:
    'People who are signed in stay signed in, and running analyses go on. Administrators can always sign in and change everything.',
  factorGraceDays: 'Who runs out of it can do nothing in the administration but add a second factor.',
  idleMinutes:
    'A short time protects computers that several people use; a long one spares people signing in.',
  retentionDays:
    'A use is an upload, an analysis, or its owner asking to keep it. An end that was told once never comes sooner.',
  answer: 'Goes into the mail to the person. Say why, and what they could do.',
}
