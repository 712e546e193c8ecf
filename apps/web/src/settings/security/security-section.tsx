import { PasswordBlock } from './password-block.tsx'
import { SessionsBlock } from './sessions-block.tsx'
import { TwoFactorBlock } from './two-factor-block.tsx'

/** How one gets in, and where one is in. */
export function SecuritySection() {
  return (
    <div>
      <PasswordBlock />
      <TwoFactorBlock />
      <SessionsBlock />
    </div>
  )
}
