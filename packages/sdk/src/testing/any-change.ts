import fc from 'fast-check'

/** What may happen to a workspace. Numbers choose among what there is, so that every list of changes makes sense. */
export type Change =
  | { kind: 'message'; contact: number; account: number; is_outbound: boolean; minutes_ago: number }
  | { kind: 'edit'; message: number }
  | { kind: 'unsend'; message: number }
  | { kind: 'receipt'; message: number; status: 'sent' | 'delivered' | 'read' | 'failed' }
  | { kind: 'read_up_to'; conversation: number; seq: number }
  | { kind: 'read_some'; messages: number[] }
  | { kind: 'archive'; conversation: number; is_archived: boolean }
  | { kind: 'rename_contact'; contact: number }
  | { kind: 'rename_account'; account: number }
  | { kind: 'remove_account'; account: number }
  | { kind: 'change_member'; member: number; is_removed: boolean }
  | { kind: 'unread'; conversation: number; seq: number }
  | { kind: 'assign'; conversation: number; member: number | null }
  | { kind: 'relabel'; conversation: number; label: number; is_on: boolean }
  | { kind: 'label'; label: number; is_removed: boolean }
  | { kind: 'saved_view'; view: number; member: number; is_shared: boolean; is_removed: boolean }
  | { kind: 'note'; contact: number; note: number; is_removed: boolean }

const index = fc.nat(30)
const rarely = fc.nat(3).map((n) => n === 0)
export const anyChange: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('message' as const),
      contact: fc.nat(11),
      account: fc.nat(2),
      is_outbound: fc.boolean(),
      minutes_ago: fc.oneof(fc.constant(0), fc.constant(0), fc.nat(500)),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('edit' as const), message: index }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('unsend' as const), message: index }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('receipt' as const),
      message: index,
      status: fc.constantFrom('sent' as const, 'delivered' as const, 'read' as const, 'failed' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('read_up_to' as const), conversation: index, seq: fc.nat(6) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('read_some' as const), messages: fc.array(index, { maxLength: 4 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('archive' as const), conversation: index, is_archived: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rename_contact' as const), contact: fc.nat(11) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rename_account' as const), account: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove_account' as const), account: fc.nat(2) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('change_member' as const), member: fc.nat(2), is_removed: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('unread' as const), conversation: index, seq: fc.nat(6) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('assign' as const),
      conversation: index,
      member: fc.option(fc.nat(2)),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('relabel' as const),
      conversation: index,
      label: fc.nat(3),
      is_on: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('label' as const), label: fc.nat(3), is_removed: rarely }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('saved_view' as const),
      view: fc.nat(3),
      member: fc.nat(1),
      is_shared: fc.boolean(),
      is_removed: rarely,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('note' as const),
      contact: fc.nat(3),
      note: fc.nat(9),
      is_removed: rarely,
    }),
  },
)
