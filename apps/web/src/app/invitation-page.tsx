import { ApiError, type Requests } from '@switchboard/sdk'
import { useEffect, useState } from 'react'
import { explain, Field, Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'

interface Props {
  requests: Requests
  onDone(): void
}

type Facts = Awaited<ReturnType<Requests['invitations']['get']>>

/** Whoever holds the link joins the workspace: with an account they have, or a new one. */
export function InvitationPage({ requests, onDone }: Props) {
  const token = new URLSearchParams(location.search).get('token') ?? ''
  const [facts, setFacts] = useState<Facts | null>(null)
  const [problem, setProblem] = useState<string | null>(null)

  useEffect(() => {
    requests.invitations.get(token).then(setFacts, (error: unknown) => setProblem(explain(error)))
  }, [requests, token])

  async function join({ name, email, password }: Record<string, string>) {
    const who = { email: email!, password: password! }
    await requests.auth.signUp({ name: name!, ...who }).catch(async (error: unknown) => {
      // Somebody who has an account already: the same password opens it.
      if (!(error instanceof ApiError)) throw error
      await requests.auth.signIn(who)
    })
    await requests.invitations.accept({ token })
    onDone()
  }

  if (problem) return <Notice title="This invitation does not work" text={problem} />
  if (!facts) return <Notice title="Switchboard" text="Looking at your invitation…" />
  return (
    <Form
      title={`Join ${facts.workspace_name}`}
      lead={`You are invited as ${facts.role}.`}
      submit="Join"
      onSubmit={join}
    >
      <Field label="Your name" name="name" autoComplete="name" />
      <Field label="E-mail" name="email" type="email" autoComplete="username" />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={8}
        hint="At least 8 characters, or the one you have."
      />
    </Form>
  )
}
