import './phone.css'
import type { ProviderPlatform, SandboxLine, SandboxPerson, SandboxThread } from '@switchboard/protocol'
import { BadgeCheck, ChevronLeft, Info, Phone as PhoneIcon, Video } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { keep, kept } from '../app/kept.ts'
import { dayName } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { platformName } from '../inbox/platform-mark.tsx'
import { explain } from '../session/explain.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { Composer, type Context } from './composer.tsx'
import { Line } from './line.tsx'
import { PersonPicker } from './person-picker.tsx'
import { StatusBar } from './status-bar.tsx'
import { usePhone, useSandboxThread } from './use-sandbox.ts'

interface Props {
  platform: ProviderPlatform
  people: readonly SandboxPerson[]
}

/** A phone of one of the platform's customers, in somebody's hand. */
export function Phone({ platform, people }: Props) {
  const [handle, choose] = usePerson(platform, people)
  const person = people.find((one) => one.handle === handle) ?? null
  return (
    <section
      aria-label={t('sandbox.phone', { platform: platformName(platform), name: person?.name ?? '–' })}
      className="flex min-h-0 min-w-0 flex-1 flex-col items-center gap-3 max-md:gap-0 md:max-w-100"
    >
      <PersonPicker platform={platform} people={people} person={person} onChoose={choose} />
      <div
        data-phone={platform}
        className="flex min-h-0 w-full flex-1 flex-col phone-frame overflow-hidden bg-surface md:max-h-190 md:rounded-[2.25rem] md:shadow-overlay"
      >
        {person ? (
          <Screen key={person.handle} platform={platform} person={person} />
        ) : (
          <NobodyHere platform={platform} />
        )}
      </div>
    </section>
  )
}

function Screen({ platform, person }: { platform: ProviderPlatform; person: SandboxPerson }) {
  const { data: thread, error } = useSandboxThread(platform, person.handle)
  const phone = usePhone(platform, person.handle)
  const [context, setContext] = useState<Context | null>(null)
  return (
    <>
      <div className="phone-bar">
        <StatusBar />
        <ScreenBar platform={platform} account={thread?.account ?? null} />
      </div>
      <ThreadScreen
        platform={platform}
        thread={thread ?? null}
        problem={thread || !error ? null : explain(error)}
        onContext={setContext}
        onDo={(what) => phone.mutate(what)}
      />
      {phone.error && (
        <p role="alert" className="bg-bad-soft px-4 py-1.5 text-sm text-bad">
          {t('sandbox.not_sent', { problem: explain(phone.error) })}
        </p>
      )}
      {phone.data?.outcome === 'not_delivered' && (
        <p role="alert" className="bg-warn-soft px-4 py-1.5 text-sm text-warn">
          {t('sandbox.undelivered')}
        </p>
      )}
      <Composer
        platform={platform}
        thread={thread ?? null}
        context={context}
        onContext={setContext}
        onDo={phone.mutateAsync}
      />
    </>
  )
}

function ScreenBar({ platform, account }: { platform: ProviderPlatform; account: SandboxThread['account'] | null }) {
  const isInstagram = platform === 'instagram'
  const face = <Avatar id={account?.name ?? platform} name={account?.name ?? ''} src={account?.avatar_url} size={34} />
  return (
    <div className="flex min-h-13 items-center gap-2.5 px-3 pb-2">
      <ChevronLeft size={20} aria-hidden="true" className="shrink-0 opacity-80 rtl:-scale-x-100" />
      {isInstagram ? <span className="phone-ring flex shrink-0 rounded-full p-0.5">{face}</span> : face}
      <div className="min-w-0 flex-1 leading-tight">
        {account ? (
          <>
            <p className="flex items-center gap-1 font-semibold">
              <bdi className="truncate">{account.name}</bdi>
              {platform !== 'messenger' && <BadgeCheck size={14} aria-hidden="true" className="shrink-0 opacity-80" />}
            </p>
            <p className="truncate text-xs opacity-80">{isInstagram ? account.username : t('sandbox.business')}</p>
          </>
        ) : (
          <Skeleton className="h-4 w-28" />
        )}
      </div>
      <PhoneIcon size={17} aria-hidden="true" className="shrink-0 opacity-70" />
      <Video size={19} aria-hidden="true" className="shrink-0 opacity-70" />
    </div>
  )
}

interface ThreadScreenProps {
  platform: ProviderPlatform
  thread: SandboxThread | null
  problem: string | null
  onContext(context: Context): void
  onDo: ReturnType<typeof usePhone>['mutate']
}

function ThreadScreen({ platform, thread, problem, onContext, onDo }: ThreadScreenProps) {
  const lines = thread?.lines ?? []
  const pane = useStayAtEnd(lines.at(-1)?.n ?? -1)
  return (
    <section
      ref={pane}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
      tabIndex={0}
      aria-label={`${platformName(platform)}: ${t('regions.thread')}`}
      className="phone-screen flex min-h-0 flex-1 flex-col overflow-y-auto overscroll-contain px-3 py-3 focus-visible:-outline-offset-2"
    >
      <p className="mx-auto mb-3 flex max-w-72 items-start gap-1.5 rounded-lg bg-note px-2.5 py-1.5 text-xs text-text">
        <Info size={13} aria-hidden="true" className="mt-px shrink-0" />
        {t('sandbox.honest')}
      </p>
      {problem && <p className="p-4 text-center text-bad">{problem}</p>}
      {thread && lines.length === 0 && <p className="p-6 text-center text-muted">{t('sandbox.empty')}</p>}
      <ol className="mt-auto flex flex-col gap-1">
        {lines.map((line, index) => (
          <Line
            key={line.n}
            platform={platform}
            line={line}
            day={isNewDay(line, lines[index - 1]) ? dayName(line.at) : null}
            isLast={lines[index + 1]?.from !== line.from}
            acts={thread!.acts}
            receipts={thread!.receipts}
            onContext={onContext}
            onDo={onDo}
          />
        ))}
      </ol>
    </section>
  )
}

function isNewDay(line: SandboxLine, before: SandboxLine | undefined): boolean {
  return !before || dayName(before.at) !== dayName(line.at)
}

function NobodyHere({ platform }: { platform: ProviderPlatform }) {
  return (
    <>
      <div className="phone-bar">
        <StatusBar />
        <ScreenBar platform={platform} account={null} />
      </div>
      <p className="phone-screen grid flex-1 place-items-center p-6 text-center text-muted">
        {t('sandbox.no_people', { platform: platformName(platform) })}
      </p>
    </>
  )
}

/** At the end while the reader is there; where they were, otherwise. */
function useStayAtEnd(newest: number) {
  const pane = useRef<HTMLElement>(null)
  const isAtEnd = useRef(true)

  // biome-ignore lint/correctness/useExhaustiveDependencies: each new line is the reason
  useLayoutEffect(() => {
    const element = pane.current!
    if (isAtEnd.current) element.scrollTop = element.scrollHeight
  }, [newest])

  useEffect(() => {
    const element = pane.current!
    const look = () => {
      isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 60
    }
    // Pictures come later than their line and push it away.
    const watch = new ResizeObserver(() => isAtEnd.current && element.scrollTo({ top: element.scrollHeight }))
    watch.observe(element.lastElementChild!)
    watch.observe(element)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      watch.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [])

  return pane
}

/** Whom one plays, as this browser remembers it; first, whoever has written last. */
function usePerson(platform: ProviderPlatform, people: readonly SandboxPerson[]) {
  const key = `switchboard.sandbox.${platform}`
  const [chosen, setChosen] = useState(() => kept(key))
  const isThere = people.some(({ handle }) => handle === chosen)
  const latest = people.toSorted((a, b) => (b.last_at ?? '').localeCompare(a.last_at ?? ''))[0]
  // Whoever it was first stays, though others write meanwhile.
  const [first] = useState(latest?.handle ?? null)
  function choose(handle: string) {
    keep(key, handle)
    setChosen(handle)
  }
  return [isThere ? chosen : (first ?? latest?.handle ?? null), choose] as const
}
