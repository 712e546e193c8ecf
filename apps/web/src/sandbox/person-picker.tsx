import type { ProviderPlatform, SandboxPerson } from '@switchboard/protocol'
import { ChevronDown, UserRoundPlus } from 'lucide-react'
import { useState } from 'react'
import { t } from '../i18n/t.ts'
import { PlatformMark, platformName } from '../inbox/platform-mark.tsx'
import { Avatar } from '../ui/avatar.tsx'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import { NewPerson } from './new-person.tsx'

interface Props {
  platform: ProviderPlatform
  people: readonly SandboxPerson[]
  person: SandboxPerson | null
  onChoose(handle: string): void
}

/** Whose phone it is. */
export function PersonPicker({ platform, people, person, onChoose }: Props) {
  const [isMaking, setMaking] = useState(false)
  const label = t('sandbox.choose_person', { platform: platformName(platform) })
  return (
    <div className="flex w-full items-center justify-center max-md:border-b max-md:border-line max-md:bg-surface max-md:py-1">
      <Menu
        label={label}
        align="center"
        trigger={(props) => (
          <button
            type="button"
            {...props}
            className="flex min-h-10 max-w-full items-center gap-2.5 rounded-full py-1 ps-1.5 pe-3 transition-colors hover:bg-hover aria-expanded:bg-hover"
          >
            {person ? (
              <Avatar
                id={person.handle}
                name={person.name}
                src={person.avatar_url}
                size={30}
                badge={<PlatformMark platform={platform} size={14} />}
              />
            ) : (
              <PlatformMark platform={platform} size={26} />
            )}
            <span className="min-w-0 text-start leading-tight">
              <span className="sr-only">{label}: </span>
              <span className="block truncate font-medium">
                {person ? t('sandbox.playing', { name: person.name }) : t('sandbox.playing_nobody')}
              </span>
              {person?.manner && <span className="block truncate text-xs text-muted">{person.manner}</span>}
            </span>
            <ChevronDown size={14} aria-hidden="true" className="shrink-0 text-muted" />
          </button>
        )}
      >
        {people.map((one) => (
          <MenuItem key={one.handle} onSelect={() => onChoose(one.handle)}>
            <span className="flex max-w-80 items-center gap-2.5 py-0.5">
              <Avatar id={one.handle} name={one.name} src={one.avatar_url} size={26} />
              <span className="min-w-0 leading-tight">
                <bdi className="block truncate font-medium">{one.name}</bdi>
                <span className="block truncate text-xs text-muted">
                  {one.manner ?? (one.username ? `@${one.username}` : one.phone ? `+${one.phone}` : '')}
                </span>
              </span>
            </span>
          </MenuItem>
        ))}
        {people.length > 0 && <MenuSeparator />}
        <MenuItem icon={UserRoundPlus} onSelect={() => setMaking(true)}>
          {t('sandbox.new_person')}
        </MenuItem>
      </Menu>
      {isMaking && (
        <NewPerson
          platform={platform}
          onClose={() => setMaking(false)}
          onMade={(handle) => {
            setMaking(false)
            onChoose(handle)
          }}
        />
      )}
    </div>
  )
}
