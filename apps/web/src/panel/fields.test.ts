import { describe, expect, it } from 'vitest'
import { type ChangeFields, removeField, renameField, restoreField, setField } from './fields.ts'

const fields = [
  { name: 'Size', value: 'M' },
  { name: 'Birthday', value: '3 May' },
]

describe('[B133] a change of a contact’s fields', () => {
  it.each<[string, ChangeFields, string]>([
    ['sets a value', setField('Size', 'L'), 'Size=L, Birthday=3 May'],
    ['adds at the end', setField('Shoe', '41'), 'Size=M, Birthday=3 May, Shoe=41'],
    ['renames in place', renameField('Size', 'Shirt'), 'Shirt=M, Birthday=3 May'],
    ['takes no name that is taken', renameField('Size', 'Birthday'), 'Size=M, Birthday=3 May'],
    ['removes', removeField('Size'), 'Birthday=3 May'],
    ['brings nothing back that is there', restoreField({ name: 'Size', value: 'S' }, 0), 'Size=M, Birthday=3 May'],
    [
      'brings back to its place',
      (all) => restoreField(fields[0]!, 0)(removeField('Size')(all)),
      'Size=M, Birthday=3 May',
    ],
  ])('%s, and twice is once', (_what, change, expected) => {
    const once = change(fields)
    expect(once.map(({ name, value }) => `${name}=${value}`).join(', ')).toBe(expected)
    expect(change(once)).toEqual(once)
  })

  it('leaves alone what somebody else has changed meanwhile', () => {
    const theirs = setField('Birthday', '4 May')(fields)
    expect(setField('Size', 'L')(theirs)).toEqual([
      { name: 'Size', value: 'L' },
      { name: 'Birthday', value: '4 May' },
    ])
  })
})
