import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { t } from '../i18n/t.ts'
import { Button } from '../ui/button.tsx'
import { IconButton } from '../ui/icon-button.tsx'

/** A value that is needed elsewhere. Where the clipboard is not allowed, it stands there to be selected. */
export function CopyValue({ value, label }: { value: string; label: string }) {
  const { isCopied, copy } = useCopy(value)
  return (
    <span className="flex items-center gap-1 rounded-md border border-line bg-sunken ps-3">
      <code dir="ltr" className="min-w-0 flex-1 py-1.5 text-start text-sm wrap-anywhere select-all">
        {value}
      </code>
      <IconButton
        icon={isCopied ? Check : Copy}
        label={isCopied ? t('common.copied') : `${t('common.copy')}: ${label}`}
        onClick={copy}
      />
    </span>
  )
}

export function CopyButton({ value, label }: { value: string; label: string }) {
  const { isCopied, copy } = useCopy(value)
  const Icon = isCopied ? Check : Copy
  return (
    <Button onClick={copy}>
      <Icon size={15} aria-hidden="true" />
      {isCopied ? t('common.copied') : label}
    </Button>
  )
}

function useCopy(value: string) {
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), 2_500)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = () =>
    void navigator.clipboard?.writeText(value).then(
      () => setCopied(true),
      () => {}, // refused: the value stands there
    )
  return { isCopied, copy }
}
