import { AccountList } from './account-list.tsx'
import { AccountPage } from './account-page.tsx'
import { NewAccountPage } from './new-account-page.tsx'

/** `/settings/accounts`, `…/new` and `…/<id>`. */
export function AccountsSection({ item }: { item: string | undefined }) {
  if (item === undefined) return <AccountList />
  return item === 'new' ? <NewAccountPage /> : <AccountPage key={item} id={item} />
}
