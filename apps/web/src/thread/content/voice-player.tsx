import type { Attachment, Platform } from '@switchboard/protocol'
import { Pause, Play } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import { duration, formatNumber } from '../../i18n/format.ts'
import { t } from '../../i18n/t.ts'
import { FileCard } from './file-card.tsx'
import { currentSpeed, heardUntil, keepHeard, nextSpeed, speak } from './playback.ts'

interface Props {
  attachment: Attachment & { url: string }
  label: string
  platform: Platform
}

const stepSeconds = 5

/** A voice note or a song. Nothing is fetched before somebody wants to hear it. */
export function VoicePlayer({ attachment, label, platform }: Props) {
  const { id, url, duration_ms } = attachment
  const audio = useRef<HTMLAudioElement>(null)
  const [isPlaying, setPlaying] = useState(false)
  const [isGone, setGone] = useState(false)
  const [speed, setSpeed] = useState(currentSpeed)
  const [at, setAt] = useState(() => heardUntil(id))
  const [length, setLength] = useState(duration_ms === null ? null : duration_ms / 1000)
  if (isGone) return <FileCard attachment={attachment} platform={platform} />

  function toggle() {
    const element = audio.current!
    if (isPlaying) element.pause()
    else speak(element).catch(() => {}) // silenced before it began; what cannot be played says `error`
  }

  function seek(seconds: number) {
    const to = Math.max(0, Math.min(seconds, length ?? 0))
    keepHeard(id, to)
    setAt(to)
    audio.current!.currentTime = to
  }

  return (
    <div className="flex w-72 max-w-full items-center gap-2.5 py-1">
      <audio
        ref={audio}
        src={url}
        preload="none"
        onError={() => setGone(true)}
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onLoadedMetadata={({ currentTarget }) => {
          if (Number.isFinite(currentTarget.duration)) setLength(currentTarget.duration)
          currentTarget.currentTime = at
        }}
        onTimeUpdate={({ currentTarget }) => {
          keepHeard(id, currentTarget.currentTime)
          setAt(currentTarget.currentTime)
        }}
        onEnded={() => {
          keepHeard(id, 0)
          setAt(0)
        }}
      />
      <button
        type="button"
        aria-label={t(isPlaying ? 'thread.pause' : 'thread.play', { name: label })}
        onClick={toggle}
        className="grid size-9 shrink-0 place-items-center rounded-full bg-accent text-on-accent hover:bg-accent-hover"
      >
        {isPlaying ? (
          <Pause size={16} fill="currentColor" aria-hidden="true" />
        ) : (
          <Play size={16} fill="currentColor" aria-hidden="true" className="translate-x-px" />
        )}
      </button>
      <div className="min-w-0 flex-1">
        <Slider label={t('thread.position')} at={at} length={length} onSeek={seek} />
        <p className="text-xs text-muted tabular-nums">
          <bdi dir="ltr">
            {duration(at * 1000)} / {length === null ? '–:––' : duration(length * 1000)}
          </bdi>
        </p>
      </div>
      <button
        type="button"
        aria-label={t('thread.speed', { speed: formatNumber(speed) })}
        onClick={() => setSpeed(nextSpeed())}
        className="min-h-6 min-w-10 shrink-0 rounded-full border border-line bg-surface px-1.5 text-xs text-muted tabular-nums hover:bg-hover"
      >
        <bdi dir="ltr">{formatNumber(speed)}×</bdi>
      </button>
    </div>
  )
}

interface SliderProps {
  label: string
  at: number
  length: number | null
  onSeek(seconds: number): void
}

/** Sound runs from left to right in every language, as on every player. */
function Slider({ label, at, length, onSeek }: SliderProps) {
  const share = length ? Math.min(1, at / length) : 0

  function move(event: KeyboardEvent) {
    const steps: Record<string, number> = {
      ArrowRight: at + stepSeconds,
      ArrowUp: at + stepSeconds,
      ArrowLeft: at - stepSeconds,
      ArrowDown: at - stepSeconds,
      Home: 0,
      End: length ?? 0,
    }
    const to = steps[event.key]
    if (to === undefined) return
    event.preventDefault()
    event.stopPropagation() // arrows go from message to message elsewhere
    onSeek(to)
  }

  function drag({ currentTarget, pointerId, clientX, type, buttons }: PointerEvent) {
    if (!length || (type === 'pointermove' && buttons === 0)) return
    currentTarget.setPointerCapture(pointerId)
    const { left, width } = currentTarget.getBoundingClientRect()
    onSeek(((clientX - left) / width) * length)
  }

  return (
    <div
      role="slider"
      tabIndex={0}
      dir="ltr"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.round(length ?? 0)}
      aria-valuenow={Math.round(at)}
      aria-valuetext={t('thread.heard', { at: duration(at * 1000), of: duration((length ?? 0) * 1000) })}
      onKeyDown={move}
      onPointerDown={drag}
      onPointerMove={drag}
      className="flex h-6 cursor-pointer touch-none items-center"
    >
      <span className="relative h-1 w-full rounded-full bg-line-strong/40">
        <span className="absolute inset-y-0 start-0 rounded-full bg-accent" style={{ width: `${share * 100}%` }} />
        <span
          className="absolute top-1/2 size-3 -translate-1/2 rounded-full bg-accent"
          style={{ insetInlineStart: `${share * 100}%` }}
        />
      </span>
    </div>
  )
}
