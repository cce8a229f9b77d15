/** The elementary functions of AssemblyScript's library, from sums, products and tables: in every kernel, and for ../../numeric/elementary.ts. */

// @ts-ignore: decorator
@inline
export function exp(x: f64): f64 {
  return Math.exp(x)
}
// @ts-ignore: decorator
@inline
export function expm1(x: f64): f64 {
  return Math.expm1(x)
}
// @ts-ignore: decorator
@inline
export function ln(x: f64): f64 {
  return Math.log(x)
}
// @ts-ignore: decorator
@inline
export function log1p(x: f64): f64 {
  return Math.log1p(x)
}
// @ts-ignore: decorator
@inline
export function sin(x: f64): f64 {
  return Math.sin(x)
}
// @ts-ignore: decorator
@inline
export function cos(x: f64): f64 {
  return Math.cos(x)
}
// @ts-ignore: decorator
@inline
export function cbrt(x: f64): f64 {
  return Math.cbrt(x)
}
// @ts-ignore: decorator
@inline
export function pow(x: f64, y: f64): f64 {
  return Math.pow(x, y)
}
