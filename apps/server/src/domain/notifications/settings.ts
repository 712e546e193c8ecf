import { AppError, type ChangeNotificationSettings, type NotificationSettings } from '@switchboard/protocol'
import { type Kysely, sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Schema } from '../../db/schema.ts'
import type { Viewer } from '../members/index.ts'

export const defaults: NotificationSettings = {
  push: true,
  sound: true,
  desktop: true,
  only_mine: true,
  show_content: false,
  quiet_hours: null,
}

export async function readSettings(db: Kysely<Schema>, { member_id }: Viewer): Promise<NotificationSettings> {
  const row = await db
    .selectFrom('notification_settings')
    .select(['push', 'sound', 'desktop', 'only_mine', 'show_content', 'quiet_hours'])
    .where('member_id', '=', member_id)
    .executeTakeFirst()
  return row ?? defaults
}

/** Changes what is named and leaves the rest. Refuses a time zone that nobody has. */
export async function changeSettings(
  { db }: { db: Db },
  viewer: Viewer,
  change: ChangeNotificationSettings,
): Promise<NotificationSettings> {
  if (change.quiet_hours) refuseUnknownZone(change.quiet_hours.time_zone)
  const { quiet_hours, ...marks } = change
  const columns = {
    ...marks,
    ...(quiet_hours !== undefined && { quiet_hours: quiet_hours && JSON.stringify(quiet_hours) }),
  }
  await db.read
    .insertInto('notification_settings')
    .values({ member_id: viewer.member_id, ...columns })
    .onConflict((conflict) => conflict.column('member_id').doUpdateSet({ ...columns, updated_at: sql`now()` }))
    .execute()
  return readSettings(db.read, viewer)
}

function refuseUnknownZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch {
    const path = 'body/quiet_hours/time_zone'
    throw new AppError('bad_request', { problems: [{ path, problem: 'is no time zone that is known here' }] })
  }
}
