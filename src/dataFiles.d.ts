/** Data files: text at build time, a path for what is compressed. Both travel inside the binary. */
declare module '*.txt' {
  const text: string
  export default text
}
declare module '*.ttf' {
  const path: string
  export default path
}
declare module '*.gz' {
  const path: string
  export default path
}
