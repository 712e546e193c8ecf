import type { ContactField } from '@switchboard/protocol'

/**
 * Changes of a contact's own fields, by the names of the fields: so that one made on an older copy does on a newer one
 * what was meant, and nothing to what somebody else has changed. Each may be applied twice.
 */
export type ChangeFields = (fields: readonly ContactField[]) => readonly ContactField[]

export const setField =
  (name: string, value: string): ChangeFields =>
  (fields) =>
    hasField(fields, name)
      ? fields.map((field) => (field.name === name ? { name, value } : field))
      : [...fields, { name, value }]

export const renameField =
  (from: string, to: string): ChangeFields =>
  (fields) =>
    hasField(fields, to) ? fields : fields.map((field) => (field.name === from ? { ...field, name: to } : field))

export const removeField =
  (name: string): ChangeFields =>
  (fields) =>
    fields.filter((field) => field.name !== name)

/** Back where it was, unless there is one of that name again. */
export const restoreField =
  (field: ContactField, index: number): ChangeFields =>
  (fields) =>
    hasField(fields, field.name) ? fields : fields.toSpliced(index, 0, field)

export function hasField(fields: readonly ContactField[], name: string): boolean {
  return fields.some((field) => field.name === name)
}
