import { t } from '../i18n/t.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { commands } from './all.ts'
import { keysOf, useBindings } from './bindings.ts'
import { commandGroups } from './command.ts'

/** Every key that does something, as it is set now. */
export function KeysSheet({ onClose }: { onClose(): void }) {
  const bindings = useBindings()
  return (
    <Dialog title={t('commands.keys')} onClose={onClose} className="w-[min(44rem,calc(100vw-1.5rem))]">
      <div className="gap-8 px-5 pb-5 md:columns-2">
        {commandGroups.map((group) => {
          const rows = commands.filter((command) => command.group === group && keysOf(command.id, bindings).length > 0)
          if (rows.length === 0) return null
          return (
            <section key={group} className="mb-4 break-inside-avoid">
              <h3 className="pb-1 text-xs font-medium text-muted">{t(`command_groups.${group}`)}</h3>
              <dl>
                {rows.map(({ id, label }) => (
                  <div key={id} className="flex min-h-8 items-center gap-4 border-b border-line last:border-0">
                    <dt className="flex-1">{t(label)}</dt>
                    <dd className="flex gap-2">
                      {keysOf(id, bindings).map((keys) => (
                        <Kbd key={keys} keys={keys} />
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          )
        })}
      </div>
    </Dialog>
  )
}
