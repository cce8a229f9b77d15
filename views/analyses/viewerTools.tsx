import { Icon } from '../ui/icon.tsx'

const tools = {
  reset: ['rotate-ccw', 'Reset view'],
  turn: ['play', 'Turn'],
  labels: ['info', 'Names'],
  whole: ['eye', 'Full screen'],
  picture: ['download', 'Picture'],
} as const

/** What can be pressed below a view in 3D, which a script shows. */
export const ViewerTools = ({ buttons }: { buttons: (keyof typeof tools)[] }) => (
  <p class="actions" data-viewer-actions hidden>
    <button type="button" class="small" data-viewer-open>
      Show in 3D
    </button>
    <span class="actions" data-viewer-tools hidden>
      {buttons.map(name => (
        <button type="button" class="quiet small" {...{ [`data-viewer-${name}`]: true }}>
          <Icon name={tools[name][0]} />
          {tools[name][1] as 'safe'}
        </button>
      ))}
    </span>
  </p>
)

interface ChoiceProps {
  name: string
  label: string
  options: Record<string, string>
  /** Names it where a page has several views. */
  place?: number | string
}

export function ViewerChoice({ name, label, options, place }: ChoiceProps) {
  const id = ['viewer', name, place].filter(part => part !== undefined).join('-')
  return (
    <>
      <label for={id} safe>
        {label}
      </label>
      <select id={id} {...{ [`data-viewer-${name}`]: true }}>
        {Object.entries(options).map(([value, text]) => (
          <option value={value} safe>
            {text}
          </option>
        ))}
      </select>
    </>
  )
}
