import { catalogue } from '@switchboard/protocol'
import type { TObject } from 'typebox'

/** docs/errors.md, made from the catalogue: `node apps/server/src/http/errors-page.ts > docs/errors.md`. */
export function errorsPage(): string {
  const rows = Object.entries(catalogue).map(([code, { status, meaning, remedy, retry, details }]) => {
    const fields = Object.keys((details as TObject).properties).map((name) => `\`${name}\``)
    return `| \`${code}\` | ${status} | ${meaning} | ${remedy} | ${retry ? 'yes' : 'no'} | ${fields.join(', ')} |`
  })
  return `# Errors

Every refusal is \`{code, message, details, request_id}\`. Programs read \`code\` and \`details\`; \`message\` is for people
and may change. *Again* says whether the same request may succeed later.

| Code | Status | Meaning | What to do | Again | Details |
|---|---|---|---|---|---|
${rows.join('\n')}
`
}

if (import.meta.main) process.stdout.write(errorsPage())
