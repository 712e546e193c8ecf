/**
 * What our cookies are called. A `__Host-` cookie cannot be set by a neighbour under the same domain, but a browser takes
 * it over https only.
 */
export function cookieNames(publicUrl: string) {
  const prefix = publicUrl.startsWith('https:') ? '__Host-switchboard' : 'switchboard'
  return {
    session: `${prefix}_session`,
    sessionOnly: `${prefix}_session_only`,
    /** A sign-in that waits for its code. */
    challenge: `${prefix}_challenge`,
    /** A browser that needs none. */
    device: `${prefix}_device`,
  }
}
