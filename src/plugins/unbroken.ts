/** Text that is shown as it was written, tags with their attributes, and a number before its unit. */
const parts = /<(textarea|pre|code|script|style)\b.*?<\/\1>|<[^>]*>|(\d) (?=%|Å)/gs

/** A page whose numbers stay on one line with their units: no line begins with a percent sign. */
export const unbroken = (html: string): string =>
  html.replace(parts, (part: string, _: string, digit?: string) => (digit ? `${digit}\u00a0` : part))
