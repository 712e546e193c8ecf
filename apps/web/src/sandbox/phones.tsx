import type { ProviderPlatform, SandboxPerson } from '@switchboard/protocol'
import { useState } from 'react'
import { keep, kept } from '../app/kept.ts'
import { t } from '../i18n/t.ts'
import { PlatformMark, platformName } from '../inbox/platform-mark.tsx'
import { useWidth } from '../shell/use-width.ts'
import { Tabs } from '../ui/tabs.tsx'
import { Phone } from './phone.tsx'

const platforms: readonly ProviderPlatform[] = ['whatsapp', 'messenger', 'instagram']
const key = 'switchboard.sandbox.platform'

/** One phone per platform: side by side where there is room, one at a time elsewhere. */
export function Phones({ people }: { people: readonly SandboxPerson[] }) {
  const isWide = useWidth() === 'wide'
  const [shown, setShown] = useState<ProviderPlatform>(
    () => platforms.find((platform) => platform === kept(key)) ?? 'whatsapp',
  )
  const phone = (platform: ProviderPlatform) => (
    <Phone key={platform} platform={platform} people={people.filter((person) => person.platform === platform)} />
  )
  if (isWide) {
    return <div className="flex min-h-0 flex-1 justify-center gap-6 px-6 py-4">{platforms.map(phone)}</div>
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <Tabs<ProviderPlatform>
        label={t('sandbox.choose_platform')}
        value={shown}
        onChange={(platform) => {
          setShown(platform)
          keep(key, platform)
        }}
        tabs={platforms.map((value) => ({
          value,
          label: (
            <span className="flex items-center gap-2">
              <PlatformMark platform={value} size={16} />
              {platformName(value)}
            </span>
          ),
        }))}
        className="flex-wrap justify-center border-b border-line bg-surface px-4 py-1.5 max-md:px-1"
      >
        <div className="flex min-h-0 flex-1 justify-center md:p-4">{phone(shown)}</div>
      </Tabs>
    </div>
  )
}
