import { Check, Minus } from 'lucide-react'
import { t } from '../../i18n/t.ts'
import { everyPermission, grants, roles } from './roles.ts'

/** What each role may do, in plain words. It scrolls sideways where there is no room. */
export function RolesTable() {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <div className="relative overflow-x-auto rounded-lg border border-line" tabIndex={0}>
      <table className="w-full min-w-150 border-collapse text-start">
        <thead>
          <tr className="border-b border-line bg-sunken">
            <th scope="col" className="px-3.5 py-2 text-start font-medium">
              {t('team.permission')}
            </th>
            {roles.map((role) => (
              <th key={role} scope="col" title={t(`role_hints.${role}`)} className="px-2 py-2 text-center font-medium">
                {t(`roles.${role}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="lines">
          {everyPermission.map((permission) => (
            <tr key={permission}>
              <th scope="row" className="px-3.5 py-2 text-start font-normal">
                {t(`permissions.${permission}`)}
              </th>
              {roles.map((role) => (
                <td key={role} className="px-2 py-2">
                  <Grant isGiven={grants[role].includes(permission)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Grant({ isGiven }: { isGiven: boolean }) {
  const Icon = isGiven ? Check : Minus
  return (
    <span className={`grid place-items-center ${isGiven ? 'text-good' : 'text-muted'}`}>
      <Icon size={16} strokeWidth={2.2} aria-hidden="true" />
      <span className="sr-only">{t(isGiven ? 'team.may' : 'team.may_not')}</span>
    </span>
  )
}
