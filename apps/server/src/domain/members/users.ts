import type { Tx } from '../../db/database.ts'
import type { UserFacts } from './workspace.ts'

/**
 * Writes what better-auth's sign-up writes, but as part of our transaction: a server that dies in the middle of its
 * setup has neither a user nor a workspace. Null where the address is taken.
 */
export async function insertUser(
  { newId }: { newId(): string },
  tx: Tx,
  { name, email, password_hash }: { name: string; email: string; password_hash: string },
): Promise<UserFacts | null> {
  const id = newId()
  const user = await tx
    .insertInto('auth_users')
    .values({ id, name, email: email.toLowerCase() })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returning(['id', 'name', 'email', 'image_url as image'])
    .executeTakeFirst()
  if (!user) return null
  await tx
    .insertInto('auth_credentials')
    .values({ id: newId(), user_id: id, provider: 'credential', provider_user_id: id, password_hash })
    .execute()
  return user
}

export async function findUser(tx: Tx, email: string): Promise<(UserFacts & { password_hash: string | null }) | null> {
  const user = await tx
    .selectFrom('auth_users as u')
    .leftJoin('auth_credentials as c', (join) =>
      join.onRef('c.user_id', '=', 'u.id').on('c.provider', '=', 'credential'),
    )
    .select(['u.id', 'u.name', 'u.email', 'u.image_url as image', 'c.password_hash'])
    .where('u.email', '=', email.toLowerCase())
    .executeTakeFirst()
  return user ?? null
}
