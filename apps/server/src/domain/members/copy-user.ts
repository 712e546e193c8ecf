import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import { appendEvents } from '../../eventlog/append.ts'
import { memberUpdated } from './member.ts'
import type { UserFacts } from './workspace.ts'

/** A user's name, address and picture, copied to wherever they are a member. Without a difference it writes nothing. */
export async function copyUser(db: Db, user: UserFacts): Promise<void> {
  await db.transaction(async (tx) => {
    const facts = { name: user.name, email: user.email, avatar_url: user.image }
    const changed = await tx
      .updateTable('members')
      .set({ ...facts, updated_at: sql`now()` })
      .where('user_id', '=', user.id)
      .where(sql<boolean>`(name, email, avatar_url) is distinct from (${user.name}, ${user.email}, ${user.image})`)
      .returningAll()
      .execute()
    await appendEvents(tx, changed.flatMap(memberUpdated))
  })
}
