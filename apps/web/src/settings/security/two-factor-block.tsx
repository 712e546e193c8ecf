import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { t } from '../../i18n/t.ts'
import { useClient } from '../../live/client-context.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Block } from '../block.tsx'
import { Loaded } from '../loaded.tsx'
import { RenewCodesDialog } from './renew-codes-dialog.tsx'
import { TurnOffDialog } from './turn-off-dialog.tsx'

// With the drawing of QR codes, which few people ever need and nobody twice.
const SetUpDialog = lazy(async () => ({ default: (await import('./set-up-dialog.tsx')).SetUpDialog }))

const meKey = ['me'] as const

export function TwoFactorBlock() {
  const { requests } = useClient()
  const queries = useQueryClient()
  const [layer, setLayer] = useState<'set_up' | 'renew' | 'turn_off' | null>(null)
  const me = useQuery({ queryKey: meKey, queryFn: ({ signal }) => requests.me({ signal }) })
  const isOn = me.data?.user.is_two_factor_enabled
  const close = () => {
    setLayer(null)
    void queries.invalidateQueries({ queryKey: meKey })
  }
  return (
    <Block
      title={t('security.two_factor')}
      lead={t('security.two_factor_lead')}
      action={
        isOn !== undefined && <Badge look={isOn ? 'good' : 'plain'}>{t(isOn ? 'security.on' : 'security.off')}</Badge>
      }
    >
      <Loaded query={me}>
        {() => (
          <div className="flex flex-wrap gap-2">
            {isOn ? (
              <>
                <Button onClick={() => setLayer('renew')}>{t('security.renew')}</Button>
                <Button onClick={() => setLayer('turn_off')}>{t('security.turn_off')}</Button>
              </>
            ) : (
              <Button look="primary" onClick={() => setLayer('set_up')}>
                {t('security.set_up')}
              </Button>
            )}
          </div>
        )}
      </Loaded>
      {layer === 'set_up' && (
        <Suspense>
          <SetUpDialog onClose={close} />
        </Suspense>
      )}
      {layer === 'renew' && <RenewCodesDialog onClose={close} />}
      {layer === 'turn_off' && <TurnOffDialog onClose={close} />}
    </Block>
  )
}
