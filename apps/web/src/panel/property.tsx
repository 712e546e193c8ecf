import type { ReactNode } from 'react'

/** A name and what stands under it, side by side where there is room. */
export function Property({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[6.5rem_minmax(0,1fr)] items-baseline gap-x-3">
      <dt className="text-sm wrap-anywhere text-muted">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  )
}
