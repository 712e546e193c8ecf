import { describe, expect, it } from 'vitest'
import { readQuery } from './read-query.ts'

const nothing = {
  words: [],
  beginning: null,
  phrases: [],
  text: '',
  from: [],
  in: [],
  is: [],
  has: [],
  before: null,
  after: null,
}

describe('what was typed', () => {
  it.each([
    ['par', { beginning: 'par', text: 'par' }],
    ['Late par', { words: ['late'], beginning: 'par', text: 'Late par' }],
    ['late parcel ', { words: ['late', 'parcel'], text: 'late parcel' }],
    ['"late parcel"', { words: ['late', 'parcel'], phrases: [['late', 'parcel']], text: 'late parcel' }],
    ['"late par', { words: ['late', 'par'], phrases: [['late', 'par']], text: 'late par' }],
    ['"parcel" x', { words: ['parcel'], beginning: 'x', text: 'parcel x' }],
    ['12-345', { words: ['12'], beginning: '345', text: '12-345' }],
    ['what?', { words: ['what'], text: 'what?' }],
    ['', {}],
    ['   ', {}],
    ['"', {}],
  ])('[F1] %j', (q, expected) => {
    expect(readQuery(q)).toEqual({ ...nothing, ...expected })
  })

  it.each([
    ['from:ada late ', { from: ['ada'], words: ['late'], text: 'late' }],
    ['from:"Ada L" ', { from: ['Ada L'] }],
    ['in:WhatsApp', { in: ['whatsapp'] }],
    ['is:unread is:assigned', { is: ['unread', 'assigned'] }],
    ['has:image x', { has: ['image'], beginning: 'x', text: 'x' }],
    ['after:2026-01-02', { after: new Date('2026-01-02') }],
    ['before:2026-01-02T10:00Z', { before: new Date('2026-01-02T10:00Z') }],
  ])('[F3] %j', (q, expected) => {
    expect(readQuery(q)).toEqual({ ...nothing, ...expected })
  })

  it.each([
    ['in:fax', ['in', 'fax']],
    ['is:blue', ['is', 'blue']],
    ['before:soon', ['before', 'soon']],
    ['after:2026-02-77', ['after', '2026', '02', '77']],
    ['note:this', ['note', 'this']],
    ['constructor:x', ['constructor', 'x']],
  ])('[F3] %j is text', (q, words) => {
    const { words: whole, beginning } = readQuery(q)
    expect([...whole, beginning]).toEqual(words)
  })
})
