/** A migration's text, read at build time: it travels inside the binary. */
declare module '*.sql' {
  const text: string
  export default text
}
