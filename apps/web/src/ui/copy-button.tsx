import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { t } from '../i18n/t.ts'
import { IconButton } from './icon-button.tsx'

/** `label` says what is copied: “Copy phone”. Where the browser gives no clipboard it is not there. */
export function CopyButton({ text, label, className }: { text: string; label: string; className?: string }) {
  const [isCopied, setCopied] = useState(false)

  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), 2_000)
    return () => clearTimeout(timer)
  }, [isCopied])

  if (!navigator.clipboard) return null
  const copy = () =>
    void navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => {}, // not allowed: the text stands beside it and can be selected
    )
  return (
    <IconButton
      icon={isCopied ? Check : Copy}
      label={isCopied ? t('common.copied') : label}
      onClick={copy}
      className={className ?? 'size-7'}
    />
  )
}
