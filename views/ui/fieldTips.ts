/** What helps a person to fill in a field, by its name: the words of the tooltips of all forms, in one place. */
export const fieldTips: Record<string, string> = {
  name: 'Shown in lists, on plots, in mails and in the names of downloads. Letters of any script and blanks are fine.',

  confirmation:
    'The study has results that may have taken hours to calculate. Typing its name prevents deleting it by mistake.',

  curve: 'The subtracted, averaged curve, as it comes from your beamline’s software or from SASBDB.',
  library:
    'Candidate conformations of the protein, for example from molecular dynamics or loop modelling. All models must have the same atoms.',
  profiles:
    'Your own calculated profiles, used instead of profiles calculated from the models. They can come from any program and may be SANS profiles.',
  curveAccession:
    'The code of an entry of the Small Angle Scattering Biological Data Bank. Only its curve is fetched, and checked like a file of yours.',
  libraryAccession:
    'Useful for an NMR ensemble, or to compare one structure with the curve. To weigh conformations, the entry needs several models.',
  place:
    'Each curve keeps its own unit, range of q, background and errors; all have one set of weights. Choose another curve in the place of one that was wrong, or one more of the same ensemble.',
  radiation:
    'Neutrons see hydrogen and deuterium, so profiles are calculated in another way than for X-rays. Analyses of the study begin with this.',
  d2o: 'Near 0.42 most proteins are matched and scatter hardly anything; in pure D₂O they scatter most.',
  first: 'Frames before it are not used. Choose the end of the equilibration.',
  last: 'Frames behind it are not used. Empty: the last there is.',
  every:
    'Neighbouring frames of a simulation are nearly the same, and more models take longer without telling more. A few hundred to a thousand are usually enough.',
  unit: 'A largest q below 1 suggests 1/Å. A wrong unit makes the radius of gyration ten times too large or too small.',

  setting:
    'The largest q, the background and the prior are worth a look: a result that hangs on one of them should say so.',
  values:
    'Each value is one more analysis, which counts against what you may keep. The value of the analysis itself is left out: its result is there.',
  leaveOut:
    'Points at the lowest q that rise or fall from the Guinier line come from aggregation, repulsion or the beam stop. Left out, they cannot pull the weights towards larger or smaller models.',
  scaleErrors:
    'The scatter of neighbouring points tells how large the errors are, whatever the models. A fixed factor is for when you know that the stated errors are off; the default infers it with the weights.',
  unitSure:
    'The size of the models or the file itself speaks against this unit. In the wrong one, the curve is compared with particles ten times too large or too small.',
  skipVariational:
    'Sets the default for new analyses of this study. Choose it for up to about 30 models, or when every model is known to be present.',
  energies:
    'For example from a force field or a coarse-grained simulation. They become a prior that favours models of low energy; how far they are to be trusted is inferred from the curve, so any unit will do.',
  properties:
    'For example the angle between two domains, or a distance that another experiment can tell. They do not influence the weights: the result shows how each is spread over the library and over the ensemble, with its uncertainty. A column that names the cluster of each model gives the weights of the clusters.',
  archive:
    'What would lie in a folder of BIOCE_METHODS: method.json, the program, and what it needs, at the top or in one folder. The manifest has a version, by which results tell what made them.',
  role: 'Roles are added under Roles and granted to people there. A method that somebody may not start is shown to them nowhere.',
  observables:
    'For example mean distances of DEER or FRET, bounds of NOE or PRE, couplings or a hydrodynamic radius. They are fitted together with the curve; distances may average as r^-3 or r^-6.',
  shifts:
    'NMR shifts of the same protein, fitted together with the curve. A deposition of the BMRB can be used as it is; only shifts that are calculated for every model take part.',
  shiftsSimulated:
    'Run the predictor on every model of the library. SHIFTX2 files are read directly; for SPARTA+ and other programs, make a table.',
  shiftsRms:
    'The root-mean-square error that the predictor publishes for each kind of atom. Leave it empty with files of SHIFTX2, whose errors are known: 1.12 ppm for N, 0.44 ppm for CA.',
  keepEnergies: 'Untick it to run without energies, or choose another file below.',
  keepProperties: 'Untick it to run without them, or choose another file below.',
  keepObservables: 'Untick it to run without them, or choose another file below.',
  keepShifts: 'Untick it to run without chemical shifts, or choose other files below.',
  jsonFile: 'If you choose a file, the text above is ignored.',
  json: 'Repeats the settings of a colleague or of an analysis of another study. It does not include files.',

  email:
    'Your work address. You sign in with it and get mails about your analyses there; other users cannot see it.',
  password:
    'The password of your account on this server, not of your e-mail. Your browser or a password manager can store it.',
  newPassword:
    'Length matters, special characters do not. The server stores only a hash, from which the password cannot be read.',
  firstName: 'As you would like to be greeted; you can change it at any time.',
  lastName: 'As on your papers; you can change it at any time.',
  code: 'Six digits from your authenticator app, which change every 30 seconds, or one of your recovery codes.',
  remember:
    'Leave this off on a computer that others use too. You can end the session from any other device.',
  endOthers: 'Ends every other session, including those of anyone who knows the old password.',
  institution: 'The university, institute or company that you work for.',
  message: 'A sentence on who you are and what you would like to analyse helps the administrators to decide.',

  mode: 'Who may make an account without an invitation. Accounts that exist are not changed by it.',
  tokenName:
    'Shown in the list of your tokens and in the mail about a new one, so that you know which to revoke.',
  scope:
    'Give a program no more than it needs. What a token may do cannot be changed later; make another one instead.',
  tokenDays:
    'A program that still uses the token after that is refused. A token that nobody needs any more is best revoked.',
  shareName: 'For you alone: so that you know which link to withdraw, for example “referees” or “Jane”.',
  shows:
    'Whoever has the link needs no account, and sees this result only: no study, no other analysis, no log.',
  shareDays: 'The link stops working after that. You can withdraw it at any time before.',
  emails:
    'Who has an account already is left out and named. Every link works for one person, for seven days.',
  domain:
    'For example example.org, which includes its sub-domains, or a single address such as ada@example.org.',
  banner: 'For example “Tonight from 20:00 UTC the server moves to a new disk; analyses continue tomorrow.”',
  until: 'The banner disappears at this time. The access setting stays until you change it.',
  access:
    'Signed-in people stay signed in, and running analyses continue. Administrators can always sign in and make changes.',
  question:
    'Say what you did and what you saw. The administrators see your question and your address, nothing else.',
  siteName:
    'Such as the name of the laboratory or of the beamline. It stands on top of every page and in every mail.',
  operator:
    'In Europe the law asks who answers for personal data, with an address. It is shown below every page, in the privacy statement and in the imprint.',
  hosting:
    'Where the machine stands, and in which country. It is shown in the privacy statement and in the imprint.',
  contact:
    'People who cannot sign in, or whose upload fails, write to it. Without one the contact page has a form that mails every administrator.',
  factorGraceDays: 'After this time, an administrator without a second factor can only add one.',
  idleMinutes:
    'A short time protects computers that several people use; with a long one people sign in less often.',
  retentionDays:
    'A study counts as used when it is uploaded or analysed, or when its owner extends it. A removal date that was announced is never moved forward.',
  guests:
    'A person without an account can do nothing but upload, analyse and download. A public site lets people try it in this way.',
  guestsMax: 'Whoever comes after that is asked to open an account.',
  guestDays: 'It ends for those who are there as it was when they began. Nobody can be told by mail.',
  guestUploadMb: 'A curve with a hundred models in one archive has about 10 MB.',
  answer: 'Goes into the mail to the person. Say why, and what they could do.',
}
