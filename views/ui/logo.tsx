/** The mark: an ensemble of curved chains that converge to one curve. The same drawing as static/images/favicon.svg. */
export function Logo() {
  return (
    <svg
      class="logo"
      viewBox="0 0 32 32"
      width="32"
      height="32"
      fill="none"
      stroke-linecap="round"
      aria-hidden="true"
    >
      <path class="logo-chain" d="M3 5c7 0 8 4.5 12 9.5" stroke-width="2" />
      <path class="logo-chain" d="M3 12c6-2 8 1 12 3.4" stroke-width="2" />
      <path class="logo-chain" d="M3 20c5 2 8-1.500 12-3.200" stroke-width="2" />
      <path class="logo-chain" d="M3 27c7 0 8-5 12-9.500" stroke-width="2" />
      <path class="logo-curve" d="M15 16c6 0 6 9 14 9.500" stroke-width="3.200" />
      <circle class="logo-point" cx="15" cy="16" r="2.600" />
    </svg>
  )
}
