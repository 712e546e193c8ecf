import { Fragment } from 'react'
import { keyNames } from './key-names.ts'

/** A key, a combination or a sequence, as it is written on this machine's keyboard. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <kbd className="inline-flex shrink-0 items-center gap-0.5 font-sans" dir="ltr">
      {keyNames(keys).map((combination, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fixed sequence, of which a key may come twice
        <Fragment key={n}>
          {n > 0 && <span className="px-0.5 text-xs text-muted">·</span>}
          {combination.map((name) => (
            <span
              key={name}
              className="inline-grid h-4.5 min-w-4.5 place-items-center rounded-sm border border-line bg-sunken px-1 text-[0.6875rem] leading-none text-muted"
            >
              {name}
            </span>
          ))}
        </Fragment>
      ))}
    </kbd>
  )
}
