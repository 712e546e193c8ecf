import { Search, X } from 'lucide-react'
import { type KeyboardEvent, useRef } from 'react'
import { useKeys } from '../commands/bindings.ts'
import { useCommand } from '../commands/handlers.ts'
import { t } from '../i18n/t.ts'
import { Kbd } from '../ui/kbd.tsx'
import { rememberSearch } from './recent-searches.ts'
import type { SearchText } from './use-search-text.ts'

/** The pane with the hits, or with what can be searched for. */
export const searchPaneId = 'search-pane'
export const searchFieldId = 'search-field'

export function SearchBox({ text }: { text: SearchText }) {
  const field = useRef<HTMLInputElement>(null)
  const keys = useKeys('search.open')
  useCommand('search.open', () => {
    field.current?.focus()
    field.current?.select()
  })

  function key(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') {
      event.preventDefault()
      text.close()
      field.current?.blur()
    } else if (event.key === 'ArrowDown') {
      event.preventDefault()
      document.getElementById(searchPaneId)?.querySelector<HTMLElement>('a, button')?.focus()
    }
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        rememberSearch(text.typed)
        text.submit(text.typed)
      }}
      className="relative"
    >
      <Search
        size={15}
        aria-hidden="true"
        className="pointer-events-none absolute inset-y-0 start-2.5 my-auto text-muted"
      />
      <input
        ref={field}
        id={searchFieldId}
        type="search"
        enterKeyHint="search"
        aria-label={t('search.label')}
        aria-controls={text.isOpen ? searchPaneId : undefined}
        placeholder={t('search.placeholder')}
        autoComplete="off"
        spellCheck={false}
        maxLength={300}
        dir="auto"
        value={text.typed}
        onChange={(event) => text.type(event.target.value)}
        onFocus={text.enter}
        onBlur={({ relatedTarget }) => {
          if (!(relatedTarget instanceof Element && relatedTarget.closest(`#${searchPaneId}`))) text.leave()
        }}
        onKeyDown={key}
        className="h-8 w-full rounded-md border border-transparent bg-sunken ps-8 pe-8 hover:border-line focus:border-focus focus:bg-surface focus:outline-none [&::-webkit-search-cancel-button]:hidden"
      />
      {text.isOpen ? (
        <button
          type="button"
          aria-label={t('search.close')}
          title={t('search.close')}
          onClick={text.close}
          className="absolute inset-y-1 end-1 grid w-6 place-items-center rounded-sm text-muted hover:bg-hover hover:text-text"
        >
          <X size={14} aria-hidden="true" />
        </button>
      ) : (
        keys && (
          <span className="pointer-events-none absolute inset-y-0 end-2 flex items-center pointer-coarse:hidden">
            <Kbd keys={keys} />
          </span>
        )
      )}
    </form>
  )
}
