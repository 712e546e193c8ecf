import {
  ChangeContact,
  ChangeNote,
  ContactDetails,
  ContactMediaQuery,
  ContactView,
  CreateNote,
  NoteView,
  PageQuery,
  pageOf,
  SharedMedium,
} from '@switchboard/protocol'
import { Type } from 'typebox'
import { refusals } from '../../http/refusals.ts'
import type { Routes } from '../../http/routes.ts'
import { changeContact } from './change-contact.ts'
import { listNotes } from './note.ts'
import { getContact } from './queries.ts'
import { listSharedMedia } from './shared-media.ts'
import { addNote, changeNote, removeNote } from './write-note.ts'

const ById = Type.Object({ id: Type.String() })
const tags = ['contacts']

export const contactRoutes: Routes = async (api, { deps }) => {
  api.get(
    '/contacts/:id',
    {
      schema: {
        tags,
        summary: 'Read all that is known of a contact',
        description: 'Who turned out to be somebody else answers as that person.',
        params: ById,
        response: { 200: ContactDetails, ...refusals('unauthenticated', 'not_found') },
      },
    },
    async (request) => getContact(deps, request.viewer, request.params.id),
  )

  api.patch(
    '/contacts/:id',
    {
      schema: {
        tags,
        summary: 'Write down what the team knows of a contact',
        description: 'What the platform says of them stays; a `display_name` is what everybody sees instead.',
        params: ById,
        body: ChangeContact,
        response: {
          200: ContactView,
          ...refusals('bad_request', 'unauthenticated', 'forbidden', 'not_found', 'changed_meanwhile'),
        },
      },
    },
    async (request) => changeContact(deps, request.viewer, request.params.id, request.body),
  )

  api.get(
    '/contacts/:id/media',
    {
      schema: {
        tags,
        summary: 'List what was sent in the contact’s conversations, newest first',
        params: ById,
        querystring: ContactMediaQuery,
        response: {
          200: pageOf(SharedMedium),
          ...refusals('bad_request', 'bad_cursor', 'unauthenticated', 'not_found'),
        },
      },
    },
    async (request) => listSharedMedia(deps.db, request.viewer, request.params.id, request.query),
  )

  api.get(
    '/contacts/:id/notes',
    {
      schema: {
        tags,
        summary: 'List the team’s notes about a contact, newest first',
        params: ById,
        querystring: PageQuery,
        response: { 200: pageOf(NoteView), ...refusals('bad_request', 'bad_cursor', 'unauthenticated', 'not_found') },
      },
    },
    async (request) => listNotes(deps.db.read, request.viewer, request.params.id, request.query),
  )

  api.post(
    '/contacts/:id/notes',
    {
      schema: {
        tags,
        summary: 'Write a note about a contact',
        description: 'Sent again with the same `id` it is the same note, and the answer is 200.',
        params: ById,
        body: CreateNote,
        response: {
          200: NoteView,
          201: NoteView,
          ...refusals('bad_request', 'unauthenticated', 'forbidden', 'not_found'),
        },
      },
    },
    async (request, reply) => {
      const { note, isNew } = await addNote(deps, request.viewer, request.params.id, request.body)
      return reply.code(isNew ? 201 : 200).send(note)
    },
  )

  api.patch(
    '/notes/:id',
    {
      schema: {
        tags,
        summary: 'Rewrite a note of one’s own',
        params: ById,
        body: ChangeNote,
        response: { 200: NoteView, ...refusals('bad_request', 'unauthenticated', 'forbidden', 'not_found') },
      },
    },
    async (request) => changeNote(deps, request.viewer, request.params.id, request.body),
  )

  api.delete(
    '/notes/:id',
    {
      schema: {
        tags,
        summary: 'Remove a note',
        description: 'One’s own, or any for who manages the members.',
        params: ById,
        response: { 204: Type.Null(), ...refusals('unauthenticated', 'forbidden', 'not_found') },
      },
    },
    async (request, reply) => {
      await removeNote(deps, request.viewer, request.params.id)
      return reply.code(204).send(null)
    },
  )
}
