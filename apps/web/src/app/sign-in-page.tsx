import type { Requests } from '@switchboard/sdk'
import { Field, Form } from '../ui/form.tsx'

interface Props {
  requests: Requests
  onDone(): void
}

export function SignInPage({ requests, onDone }: Props) {
  async function signIn({ email, password }: Record<string, string>) {
    await requests.auth.signIn({ email: email!, password: password! })
    onDone()
  }

  return (
    <Form title="Sign in" lead="To your team's inbox." submit="Sign in" onSubmit={signIn}>
      <Field label="E-mail" name="email" type="email" autoComplete="username" />
      <Field label="Password" name="password" type="password" autoComplete="current-password" />
    </Form>
  )
}
