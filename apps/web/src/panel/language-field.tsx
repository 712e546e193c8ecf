import type { ContactView } from '@switchboard/protocol'
import { currentLanguage } from '../i18n/language.ts'
import { t } from '../i18n/t.ts'
import { useClient } from '../live/client-context.tsx'
import { explain } from '../session/explain.ts'
import { Select } from '../ui/field.tsx'
import { toast } from '../ui/toast.ts'
import { usePending } from './use-pending.ts'
import { changeContact } from './writes.ts'

/** The ones that most people write in; another one that is known already is offered besides. */
const spoken =
  'ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv ms nl no pl pt ro ru sk sl sr sv sw ta th tl tr uk ur vi zh'.split(
    ' ',
  )

interface Option {
  code: string
  name: string
}

export function LanguageField({ contact, isEditable }: { contact: ContactView; isEditable: boolean }) {
  const client = useClient()
  const language = usePending(contact.language ?? '')
  const { nameOf, options } = languages()
  if (!isEditable) return <p>{language.value ? nameOf(language.value) : t('panel.language_unknown')}</p>
  const isAmong = language.value === '' || spoken.includes(language.value)
  const offered = isAmong ? options : sorted([{ code: language.value, name: nameOf(language.value) }, ...options])

  function choose(code: string) {
    language
      .run(
        () => code,
        () => changeContact(client, contact.id, { language: code || null }),
      )
      .catch((error: unknown) => toast(explain(error), { look: 'bad' }))
  }

  return (
    <Select
      aria-label={t('panel.language')}
      value={language.value}
      onChange={(event) => choose(event.target.value)}
      className="-mx-1.5 h-7! w-auto! max-w-full border-transparent! bg-transparent! ps-0.5! hover:bg-hover!"
    >
      <option value="">{t('panel.language_unknown')}</option>
      {offered.map(({ code, name }) => (
        <option key={code} value={code}>
          {name}
        </option>
      ))}
    </Select>
  )
}

let known: ReturnType<typeof languagesIn> | null = null

/** Worked out once: it takes longer than all the rest of the panel. */
function languages() {
  const code = currentLanguage()
  if (known?.code !== code) known = languagesIn(code)
  return known
}

function languagesIn(code: string) {
  const names = new Intl.DisplayNames(code, { type: 'language' })
  const nameOf = (spokenCode: string) => {
    try {
      return names.of(spokenCode) ?? spokenCode
    } catch {
      return spokenCode // not BCP 47: another program may have written it
    }
  }
  return { code, nameOf, options: sorted(spoken.map((each) => ({ code: each, name: nameOf(each) }))) }
}

function sorted(options: Option[]): Option[] {
  return options.toSorted((a, b) => a.name.localeCompare(b.name))
}
