import type { LabelView } from '@switchboard/protocol'
import type { ReactNode } from 'react'
import { chipStyle } from './label-color.ts'

interface Props {
  label: Pick<LabelView, 'name' | 'color'>
  /** A button at its end. */
  children?: ReactNode
}

export function LabelChip({ label: { name, color }, children }: Props) {
  return (
    <span
      style={chipStyle(color)}
      className="inline-flex h-6 max-w-full items-center gap-0.5 rounded-full px-2.5 text-sm font-medium"
    >
      <bdi className="truncate">{name}</bdi>
      {children}
    </span>
  )
}
