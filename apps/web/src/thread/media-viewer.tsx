import type { Attachment } from '@switchboard/protocol'
import { ChevronLeft, ChevronRight, Download, RotateCw, X, ZoomIn, ZoomOut } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState, type WheelEvent } from 'react'
import { dateAndTime, formatNumber } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { IconButton } from '../ui/icon-button.tsx'

export interface Viewable {
  readonly message_id: string
  readonly attachment: Attachment & { url: string }
  readonly author: string
  readonly sent_at: string
}

interface Props {
  items: readonly Viewable[]
  start: string
  /** Whether a message is held: one that is not may be there again in a moment. */
  isHeld(messageId: string): boolean
  onClose(): void
}

interface Look {
  zoom: number
  x: number
  y: number
  turns: number
}

const whole: Look = { zoom: 1, x: 0, y: 0, turns: 0 }
const mostZoom = 5
const step = 1.5
/** How the picture moves when one looks the way the arrow points. */
const arrows: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowRight: [-60, 0],
  ArrowLeft: [60, 0],
  ArrowUp: [0, 60],
  ArrowDown: [0, -60],
}

/**
 * Pictures and videos of the thread, one at a time and as large as wanted. The page behind it waits, and gets the focus
 * back. The one that is looked at stays, whatever comes before or after it; if it is taken back, the viewer goes too.
 */
export function MediaViewer({ items, start, isHeld, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [shown, setShown] = useState(() => items.find(({ attachment }) => attachment.id === start))
  const [look, setLook] = useState(whole)
  const at = items.findIndex(({ attachment }) => attachment.id === shown?.attachment.id)
  const item = items[at] ?? shown
  const [previous, next] = at === -1 ? [] : [items[at - 1], items[at + 1]]
  const isGone = !item || (at === -1 && isHeld(item.message_id))
  const isZoomed = look.zoom > 1

  useEffect(() => {
    if (isGone) onClose()
  }, [isGone, onClose])

  useEffect(() => {
    const element = dialog.current
    const before = document.activeElement
    element?.showModal()
    return () => {
      element?.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    }
  }, [])

  function go(to: Viewable | undefined) {
    if (!to) return
    setShown(to)
    setLook(whole)
  }

  function zoom(by: number) {
    setLook((last) => {
      const next = Math.min(mostZoom, Math.max(1, last.zoom * by))
      return next === 1 ? { ...last, zoom: 1, x: 0, y: 0 } : { ...last, zoom: next }
    })
  }

  const pan = (x: number, y: number) => setLook((last) => ({ ...last, x: last.x + x, y: last.y + y }))

  function onKeyDown(event: KeyboardEvent) {
    if (event.target instanceof HTMLVideoElement) return // its own arrows and space
    const isRtl = getComputedStyle(event.currentTarget).direction === 'rtl'
    const arrow = arrows[event.key]
    if (arrow && isZoomed) pan(...arrow)
    else if (arrow?.[0]) go(arrow[0] < 0 === isRtl ? previous : next)
    else if (event.key === '+' || event.key === '=') zoom(step)
    else if (event.key === '-') zoom(1 / step)
    else if (event.key === '0') setLook(whole)
    else return
    event.preventDefault()
  }

  if (!item) return null
  const { attachment, author, sent_at } = item
  return (
    <dialog
      ref={dialog}
      aria-label={t('thread.viewer')}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onKeyDown={onKeyDown}
      className="layer m-0 h-dvh max-h-none w-screen max-w-none bg-surface"
    >
      <div className="flex h-full flex-col">
        <header className="flex min-h-14 items-center gap-1 border-b border-line px-3">
          <p className="min-w-0 flex-1 truncate">
            <bdi className="font-medium">{author}</bdi>
            <span className="ms-2 text-sm text-muted">{dateAndTime(sent_at)}</span>
          </p>
          {items.length > 1 && at !== -1 && (
            <p role="status" className="px-2 text-sm text-muted tabular-nums">
              {t('thread.nth_of', { n: formatNumber(at + 1), of: formatNumber(items.length) })}
            </p>
          )}
          {attachment.kind === 'image' && (
            <>
              <IconButton
                icon={ZoomOut}
                label={t('thread.zoom_out')}
                keys="-"
                disabled={!isZoomed}
                onClick={() => zoom(1 / step)}
              />
              <IconButton
                icon={ZoomIn}
                label={t('thread.zoom_in')}
                keys="+"
                disabled={look.zoom >= mostZoom}
                onClick={() => zoom(step)}
              />
              <IconButton
                icon={RotateCw}
                label={t('thread.rotate')}
                className="max-md:hidden"
                onClick={() => setLook((last) => ({ ...last, turns: last.turns + 1 }))}
              />
            </>
          )}
          <a
            href={attachment.url}
            download={attachment.name ?? ''}
            target="_blank"
            rel="noreferrer noopener"
            aria-label={t('thread.download')}
            title={t('thread.download')}
            className="grid size-8 place-items-center rounded-md text-muted hover:bg-hover hover:text-text"
          >
            <Download size={16} strokeWidth={1.9} aria-hidden="true" />
          </a>
          <IconButton icon={X} label={t('common.close')} keys="escape" onClick={onClose} />
        </header>
        <div className="relative min-h-0 flex-1">
          <Stage
            item={item}
            look={look}
            onZoom={zoom}
            onPan={pan}
            onReset={() => setLook(isZoomed ? whole : { ...whole, zoom: 2 })}
          />
          {previous && (
            <span className="absolute inset-y-0 start-2 grid place-items-center">
              <IconButton
                icon={ChevronLeft}
                isDirectional
                label={t('thread.previous_medium')}
                onClick={() => go(previous)}
                className="size-10 border border-line bg-raised"
              />
            </span>
          )}
          {next && (
            <span className="absolute inset-y-0 end-2 grid place-items-center">
              <IconButton
                icon={ChevronRight}
                isDirectional
                label={t('thread.next_medium')}
                onClick={() => go(next)}
                className="size-10 border border-line bg-raised"
              />
            </span>
          )}
        </div>
      </div>
    </dialog>
  )
}

interface StageProps {
  item: Viewable
  look: Look
  onZoom(by: number): void
  onPan(x: number, y: number): void
  onReset(): void
}

function Stage({ item: { attachment, author }, look: { zoom, x, y, turns }, onZoom, onPan, onReset }: StageProps) {
  const pointers = useRef(new Map<number, { x: number; y: number }>())
  if (attachment.kind === 'video') {
    return (
      <video key={attachment.id} controls playsInline src={attachment.url} className="size-full object-contain p-4" />
    )
  }

  function follow(event: PointerEvent) {
    const before = pointers.current.get(event.pointerId)
    if (!before) return
    const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1]
    const now = { x: event.clientX, y: event.clientY }
    if (other) onZoom(distance(now, other) / Math.max(1, distance(before, other)))
    else if (zoom > 1) onPan(now.x - before.x, now.y - before.y)
    pointers.current.set(event.pointerId, now)
  }
  const release = ({ pointerId }: PointerEvent) => pointers.current.delete(pointerId)

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: everything that the pointer does here has a button or a key
    <div
      className="grid size-full touch-none place-items-center overflow-hidden p-4"
      onWheel={({ deltaY }: WheelEvent) => onZoom(deltaY < 0 ? 1.15 : 1 / 1.15)}
      onDoubleClick={onReset}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY })
      }}
      onPointerMove={follow}
      onPointerUp={release}
      onPointerCancel={release}
    >
      <img
        key={attachment.id}
        src={attachment.url}
        alt={t('thread.picture_by', { name: author })}
        draggable={false}
        className="max-h-full max-w-full object-contain select-none"
        style={{ transform: `translate(${x}px, ${y}px) scale(${zoom}) rotate(${turns * 90}deg)` }}
      />
    </div>
  )
}

function distance(a: { x: number; y: number }, b: { x: number; y: number }): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
