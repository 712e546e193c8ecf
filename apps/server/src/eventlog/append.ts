import { randomUUID } from 'node:crypto'
import type { EventData, EventType } from '@switchboard/protocol'
import { arrayOf, type ElementType } from '../db/array-of.ts'
import { type GrownEvent, type LogGrowth, type Statement, send, type Tx, tellOnCommit } from '../db/database.ts'

/** A fact for the log. `audiences` are keys such as `account:<id>` or `member:<id>`; at least one. */
export type NewEvent = {
  [T in EventType]: {
    workspace_id: string
    audiences: readonly string[]
    conversation_id: string | null
    type: T
    data: EventData<T>
  }
}[EventType]

/**
 * One statement, however many events. Call it last in a transaction: the workspaces' counter rows stay locked from
 * here to the commit, which is exactly what makes `pos` dense and in commit order. An event has one position, and one
 * row per audience.
 */
export async function appendEvents(tx: Tx, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return
  if (events.some(({ audiences }) => audiences.length === 0)) throw new Error('an event that nobody may hear')

  const written = events.map((event) => ({
    workspace_id: event.workspace_id,
    id: randomUUID(),
    conversation_id: event.conversation_id,
    type: event.type,
    data: JSON.stringify(event.data),
    audiences: [...new Set(event.audiences)],
  }))
  const list = (type: ElementType, pick: (event: Written) => string | null) => arrayOf(type, written.map(pick))
  const places = await send<Place>(tx, append, [
    list('uuid', (event) => event.id),
    list('uuid', (event) => event.workspace_id),
    list('uuid', (event) => event.conversation_id),
    list('text', (event) => event.type),
    list('json', (event) => event.data),
    list('text', (event) => event.audiences.join(' ')),
  ])
  tellOnCommit(places.map((place) => growthAt(place, written)))
}

type Written = GrownEvent & { workspace_id: string }
/** Where the log of a workspace stood before, and the time that was stamped on what was added. */
type Place = Omit<LogGrowth, 'events'>

function growthAt(place: Place, written: readonly Written[]): LogGrowth {
  return { ...place, events: written.filter(({ workspace_id }) => workspace_id === place.workspace_id) }
}

// Parallel arrays instead of one JSON document: `data` is serialised once, above, and never parsed by PostgreSQL.
const append: Statement = {
  name: 'append-events',
  text: `
    with incoming as (
      select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::json[], $6::text[])
        with ordinality as e (id, workspace_id, conversation_id, type, data, audiences, n)
    ), counters as materialized ( -- in id order, as everywhere, so that two batches cannot deadlock
      select id, epoch, head from workspaces
      where id in (select workspace_id from incoming) order by id for no key update
    ), numbered as materialized (
      select e.*, c.head + row_number() over (partition by e.workspace_id order by e.n) as pos
      from incoming e join counters c on c.id = e.workspace_id
    ), heads as (
      update workspaces w set head = last.pos
      from (select workspace_id, max(pos) as pos from numbered group by 1) last where w.id = last.workspace_id
    ), rows as (
      insert into events (workspace_id, pos, audience, at, id, conversation_id, type, data)
      select workspace_id, pos, audience, statement_timestamp(), id, conversation_id, type, data
      from numbered cross join unnest(string_to_array(audiences, ' ')) as audience
    )
    select id as workspace_id, epoch, head as after, statement_timestamp() as at from counters`,
}
