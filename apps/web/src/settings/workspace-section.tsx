import { dateAndTime } from '../i18n/format.ts'
import { currentLanguage } from '../i18n/language.ts'
import { t } from '../i18n/t.ts'
import { useInbox } from '../live/use-inbox.ts'
import { Fact, Facts } from './block.tsx'
import { CopyValue } from './copy-value.tsx'
import { timeIn } from './time-zones.ts'

/** What the workspace is. Nothing of it can be changed: the server has no route for it. */
export function WorkspaceSection() {
  const { id, name, language, time_zone, is_sandbox, created_at } = useInbox((state) => state.workspace)
  const clock = timeIn(time_zone, new Date())
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <p className="text-muted">{t('workspace_facts.lead')}</p>
      <Facts>
        <Fact name={t('workspace_facts.name')}>
          <bdi>{name}</bdi>
        </Fact>
        <Fact name={t('workspace_facts.language')}>{languageName(language)}</Fact>
        <Fact name={t('workspace_facts.time_zone')}>
          {time_zone}
          {clock && <span className="text-muted"> · {t('workspace_facts.time_there', { time: clock })}</span>}
        </Fact>
        <Fact name={t('workspace_facts.kind')}>
          {t(is_sandbox ? 'workspace_facts.sandbox' : 'workspace_facts.real')}
        </Fact>
        <Fact name={t('workspace_facts.since')}>{dateAndTime(created_at)}</Fact>
        <Fact name={t('workspace_facts.id')}>
          <CopyValue value={id} label={t('workspace_facts.copy_id')} />
        </Fact>
      </Facts>
    </div>
  )
}

/** In the language of the page; the code itself where the browser does not know it. */
function languageName(code: string): string {
  try {
    return new Intl.DisplayNames([currentLanguage()], { type: 'language' }).of(code) ?? code
  } catch {
    return code
  }
}
