import type { Requests } from '@switchboard/sdk'
import { Field, Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'

interface Props {
  requests: Requests
  onDone(): void
}

/** The first run: whoever has the one-time link becomes the owner. */
export function SetupPage({ requests, onDone }: Props) {
  const code = new URLSearchParams(location.search).get('code')
  if (!code) {
    return (
      <Notice
        title="Almost there"
        text="This server is new. Open the one-time link that it printed when it started; a restart prints a fresh one."
      />
    )
  }

  async function setUp({ name, email, password, workspace_name, sandbox }: Record<string, string>) {
    await requests.setup.complete({
      code: code!,
      name: name!,
      email: email!,
      password: password!,
      workspace_name: workspace_name!,
      language: navigator.language,
      time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      sandbox: sandbox === 'on',
    })
    await requests.auth.signIn({ email: email!, password: password! })
    onDone()
  }

  return (
    <Form
      title="Set up Switchboard"
      lead="You become the owner of this server."
      submit="Open the inbox"
      onSubmit={setUp}
    >
      <Field label="Your name" name="name" autoComplete="name" />
      <Field label="E-mail" name="email" type="email" autoComplete="username" />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={8}
        hint="At least 8 characters."
      />
      <Field label="Workspace" name="workspace_name" autoComplete="organization" hint="Your team or company." />
      <label className="check">
        <input type="checkbox" name="sandbox" defaultChecked />
        <span>
          Try the sandbox
          <small className="muted">Three emulated accounts, with customers who begin to write.</small>
        </span>
      </label>
    </Form>
  )
}
