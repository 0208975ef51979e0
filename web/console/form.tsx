/** A form that does one thing: its fields, what went wrong, and the button that does it. */
import type { ReactNode } from 'react'
import { Button } from '#web/kit/button.tsx'
import type { ButtonKind } from '#web/kit/button.tsx'
import { ErrorNote } from '#web/kit/error-note.tsx'

export function Form(props: {
  children: ReactNode
  /** What `useAction` answered with. */
  action: { isRunning: boolean; error: Error | null }
  submit: string
  kind?: ButtonKind
  /** Why it cannot be sent as it stands, or null. */
  whyNot?: string | null | undefined
  onSubmit: () => void
  /** What else one may do, beside the button. */
  beside?: ReactNode
}) {
  const { children, action, submit, kind = 'primary', whyNot, onSubmit, beside } = props
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!whyNot) onSubmit()
      }}
    >
      {children}
      <ErrorNote error={action.error} />
      <div className="row">
        <Button kind={kind} submits isBusy={action.isRunning} disabledReason={whyNot}>
          {submit}
        </Button>
        {beside}
      </div>
    </form>
  )
}
