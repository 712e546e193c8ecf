/** The one place from which the list changes conversations. */
export {
  type ChangeOutcome,
  changeMany as changeConversations,
  type UndoItem,
  undoMany as undoChanges,
} from '../live/change-many.ts'
