/** An address as it is stored and compared: trimmed, NFC, lower case. Nothing when it is not an address. */
export function normaliseEmail(text: string): string | undefined {
  const email = text.trim().normalize('NFC').toLowerCase()
  return email.length <= 254 &&
    /^[^\s@<>()[\],;:\\"\p{Cc}]+@[^\s@<>()[\],;:\\"\p{Cc}]+\.[^\s@.]+$/u.test(email)
    ? email
    : undefined
}

/** What a form says of a text that is no address. */
export const notAnAddress = 'This does not look like an e-mail address, such as name@example.org.'
