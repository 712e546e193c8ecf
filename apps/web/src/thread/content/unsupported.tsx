import type { MessageView } from '@switchboard/protocol'
import { CircleHelp } from 'lucide-react'
import { t } from '../../i18n/t.ts'
import { platformName } from '../../inbox/platform-mark.tsx'
import { useMay } from '../../session/use-me.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from './card.tsx'
import { objectIn, textIn } from './loose.ts'

/** The customer did write something. What, only the platform's own app can show; what it told us, an admin can read. */
export function Unsupported({ message, onRaw }: { message: MessageView; onRaw(): void }) {
  const { payload, platform } = message
  const mayManage = useMay('accounts.manage')
  const unsupported = objectIn(payload?.unsupported)
  const type = textIn(unsupported?.type)
  const title = textIn(unsupported?.title)
  return (
    <Card
      icon={CircleHelp}
      title={t(payload?.media_placeholder ? 'thread.old_media' : 'thread.unsupported', {
        platform: platformName(platform),
      })}
      text={[type, title].filter(Boolean).join(' · ') || null}
    >
      {mayManage && (
        <Button look="link" className="text-sm" onClick={onRaw}>
          {t('thread.view_raw')}
        </Button>
      )}
    </Card>
  )
}
