import type { ConversationCounts } from '@switchboard/protocol'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { prepared } from '../../db/bulk.ts'
import type { Schema } from '../../db/schema.ts'
import type { Viewer } from '../members/index.ts'
import { visibleAccounts } from './queries.ts'

/** A list says "999+" beyond this; to count further costs more than anybody wants to know. */
const limit = 1_000
/** As many labelled conversations are looked at for the labels' counts: where there are more, a label has at least so many. */
const labelledAtMost = 5_000

/** How many conversations each view and label shows, from indexes alone and never further than `limit`. */
export async function countConversations(db: Kysely<Schema>, viewer: Viewer): Promise<ConversationCounts> {
  const { rows } = await sql<Row>`
    ${prepared('count-conversations')}
    with visible as materialized (select id from (${visibleAccounts(viewer)}) v),
    labelled as materialized (
      select l.labels from visible a cross join lateral (
        select c.labels from conversations c
        where c.account_id = a.id and c.is_archived = false and c.labels <> '{}' limit ${sql.lit(labelledAtMost)}
      ) l limit ${sql.lit(labelledAtMost)}
    )
    select json_build_object(
      'inbox', ${upToLimit(sql`c.is_archived = false`)},
      'unread', ${upToLimit(sql`c.is_archived = false and c.unread_count > 0`)},
      'mine', (select count(*) from (
        select from conversations c
        where c.assignee_id = ${viewer.member_id}::uuid and c.is_archived = false and c.account_id in (select id from visible)
        limit ${sql.lit(limit)}) counted),
      'unassigned', ${upToLimit(sql`c.is_archived = false and c.assignee_id is null`)},
      'archived', ${upToLimit(sql`c.is_archived = true`)}
    ) as views,
    (select json_object_agg(label, least(n, ${sql.lit(limit)})) from (
      select unnest(labels) as label, count(*) as n from labelled group by 1) counted) as labels,
    (select count(*) >= ${sql.lit(labelledAtMost)} from labelled) as labels_at_least`.execute(db)
  const { views, labels, labels_at_least } = rows[0]!
  return { limit, views, labels: labels ?? {}, labels_at_least }
}

type Row = Pick<ConversationCounts, 'views' | 'labels_at_least'> & { labels: ConversationCounts['labels'] | null }

function upToLimit(where: RawBuilder<unknown>) {
  return sql`(select count(*) from (
    select from visible a cross join lateral (
      select from conversations c where c.account_id = a.id and ${where} limit ${sql.lit(limit)}
    ) c limit ${sql.lit(limit)}) counted)`
}
