/**
 * Radii in A of the ions that `volumes.ts` does not hold, six neighbours, high spin where there is a choice: a sphere of
 * this radius is the volume that an ion displaces, as in the table of MULCh that the others come from.
 *
 * Source: Shannon 1976, Acta Cryst. A32, 751-767, Table 1.
 */
export const ionicRadii: Readonly<Record<string, number>> = {
  LI: 0.76,
  RB: 1.52,
  CS: 1.67,
  AG: 1.15,
  TL: 1.5,
  AU: 1.37,
  F: 1.33,
  BR: 1.96,
  SR: 1.18,
  BA: 1.35,
  MN: 0.83,
  CO: 0.745,
  NI: 0.69,
  CU: 0.73,
  CD: 0.95,
  HG: 1.02,
  PB: 1.19,
  PT: 0.8,
  AL: 0.535,
  CR: 0.615,
  GA: 0.62,
  Y: 0.9,
  LA: 1.032,
  CE: 1.01,
  PR: 0.99,
  ND: 0.983,
  SM: 0.958,
  EU: 0.947,
  GD: 0.938,
  TB: 0.923,
  DY: 0.912,
  HO: 0.901,
  ER: 0.89,
  TM: 0.88,
  YB: 0.868,
  LU: 0.861,
}
