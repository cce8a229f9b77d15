/** Names with their values, side by side where there is room. */
export function FactList({ facts }: { facts: string[][] }) {
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div>
          <dt safe>{name}</dt>
          <dd safe>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
