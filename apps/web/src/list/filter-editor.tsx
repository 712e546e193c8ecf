import { t } from '../i18n/t.ts'
import { filtersOf, type InboxFilters, platforms, windows } from '../inbox/inbox-search.ts'
import { platformName } from '../inbox/platform-mark.tsx'
import { useInboxAddress } from '../inbox/use-inbox-address.ts'
import { useInbox } from '../live/use-inbox.ts'
import { Button } from '../ui/button.tsx'
import { Field, Select } from '../ui/field.tsx'
import { Checkbox } from '../ui/toggles.tsx'
import { byName, memberName } from './names.ts'

/** Every filter there is, as the address says it; what is chosen takes effect at once. */
export function FilterEditor() {
  const { view, search, refine, show } = useInboxAddress()
  const accounts = useInbox((state) => [...state.accounts.values()].toSorted(byName))
  const members = useInbox((state) => [...state.members.values()].filter(({ is_disabled }) => !is_disabled))
  const labels = useInbox((state) => [...state.labels.values()].toSorted(byName))
  const used: readonly string[] = accounts.map(({ platform }) => platform)
  const filters = filtersOf(search)

  function set(change: { [K in keyof InboxFilters]?: InboxFilters[K] | undefined }) {
    refine(change)
  }

  return (
    <div className="grid gap-3">
      <Choice
        label={t('filters.platform')}
        value={filters.platform}
        options={platforms
          .filter((platform) => used.includes(platform) || platform === filters.platform)
          .map((platform) => [platform, platformName(platform)])}
        onChange={(platform) => set({ platform, account_id: undefined })}
      />
      <Choice
        label={t('filters.account')}
        value={filters.account_id}
        options={accounts
          .filter(({ platform }) => filters.platform === undefined || platform === filters.platform)
          .map(({ id, name }) => [id, name])}
        onChange={(account_id) => set({ account_id })}
      />
      {view !== 'mine' && view !== 'unassigned' && (
        <Choice
          label={t('filters.assignee')}
          value={filters.assignee}
          options={[
            ['me', t('filters.me')],
            ['none', t('filters.nobody')],
            ...members.map((member) => [member.id, memberName(member)] as const),
          ]}
          onChange={(assignee) => set({ assignee })}
        />
      )}
      <Choice
        label={t('filters.label')}
        value={filters.label}
        options={labels.map(({ id, name }) => [id, name])}
        onChange={(label) => set({ label })}
      />
      <Choice
        label={t('filters.window')}
        value={filters.window}
        options={windows.map((window) => [window, t(`filters.state_${window}`)])}
        onChange={(window) => set({ window })}
      />
      <div className="grid gap-1 border-t border-line pt-2">
        {view !== 'unread' && (
          <Checkbox
            label={t('filters.unread')}
            checked={filters.unread === true}
            onChange={({ target }) => set({ unread: target.checked || undefined })}
          />
        )}
        <Checkbox
          label={t('filters.failed')}
          checked={filters.failed === true}
          onChange={({ target }) => set({ failed: target.checked || undefined })}
        />
      </div>
      {Object.keys(filters).length > 0 && (
        <Button size="sm" onClick={() => show(view, {})}>
          {t('filters.clear')}
        </Button>
      )}
    </div>
  )
}

interface ChoiceProps<T extends string> {
  label: string
  value: T | undefined
  options: readonly (readonly [value: T, label: string])[]
  onChange(value: T | undefined): void
}

function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  return (
    <Field label={label} className="grid-cols-[7rem_1fr] items-center gap-2">
      <Select
        value={value ?? ''}
        disabled={options.length === 0}
        onChange={({ target }) => onChange(options.find(([option]) => option === target.value)?.[0])}
        className="h-8"
      >
        <option value="">{t('filters.any')}</option>
        {options.map(([option, name]) => (
          <option key={option} value={option}>
            {name}
          </option>
        ))}
      </Select>
    </Field>
  )
}
