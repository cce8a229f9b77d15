/** How far something is; without `share` it moves without end, for work whose length is unknown. */
export function ProgressBar({ label, share }: { label: string; share: number | null }) {
  return share === null ? (
    <progress aria-label={label} />
  ) : (
    <progress aria-label={label} max="1" value={share.toFixed(4)} />
  )
}

/** A count against its limit, such as studies used of studies allowed. */
export function Meter({
  label,
  used,
  limit,
  text,
}: {
  label: string
  used: number
  limit: number
  text: string
}) {
  return (
    <div class="meter">
      <span class="meter-label" safe>
        {label}
      </span>
      <meter aria-label={label} min="0" max={limit} high={limit * 0.8} optimum="0" value={used} />
      <span class="meter-text" safe>
        {text}
      </span>
    </div>
  )
}
