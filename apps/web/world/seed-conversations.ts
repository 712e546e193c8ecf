import type { World } from '../../server/world/index.ts'

/**
 * So many conversations at once, one a minute into the past, over the accounts that there are; by SQL, because nobody
 * waits for thousands of customers. The newest is `Customer 1`; every fifth has not been read.
 */
export async function seedConversations({ db, id }: World, count: number): Promise<void> {
  await db.pool.query(
    `with plan as materialized (
      select n, gen_random_uuid() as id, gen_random_uuid() as contact_id, gen_random_uuid() as message_id,
        a.id as account_id, a.platform, now() - n * interval '1 minute' as at
      from generate_series(1, $1::int) n
      join (select *, row_number() over (order by platform) as place, count(*) over () as places
        from accounts where workspace_id = $2) a on a.place = n % a.places + 1
    ), people as (
      insert into contacts (id, workspace_id, name, username, created_at)
      select contact_id, $2, 'Customer ' || n, 'customer.' || n, at from plan
    )
    insert into conversations (id, workspace_id, platform, kind, account_id, contact_id, last_seq, last_message,
      last_message_at, sort_at, unread_count, last_inbound_at, created_at)
    select id, $2, platform, 'customer', account_id, contact_id, 1,
      jsonb_build_object('id', message_id, 'seq', 1, 'type', 'text', 'preview', 'Question ' || n,
        'direction', 'inbound', 'sent_at', at),
      at, at, (n % 5 = 0)::int, at, at
    from plan`,
    [count, id],
  )
}
