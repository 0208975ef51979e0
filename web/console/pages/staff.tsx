/** Who has a key to the console, and for which rooms. */
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { Checkbox, TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Pager } from '#web/kit/list.tsx'
import { Page } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, usePages } from '#web/kit/use-api.ts'
import { Form } from '../form.tsx'
import { useFormats } from '../formats.tsx'
import { frameWords } from '../words/frame.ts'
import { houseWords } from '../words/house.ts'
import { sharedWords } from '../words/shared.ts'

type Staff = AnswerOf<typeof api.getStaff>['items'][number]
type Role = Staff['roles'][number]
const roles = ['owner', 'operations', 'support', 'finance', 'auditor'] as const satisfies Role[]

export function StaffPage() {
  const { staff: words } = useWords(houseWords)
  const { pages } = useWords(frameWords)
  const { items, ...pager } = usePages(api.getStaff, {})
  const [open, setOpen] = useState<Staff | 'new' | null>(null)
  const close = () => setOpen(null)
  return (
    <Page
      title={pages.staff}
      width="wide"
      actions={
        <Button kind="primary" onPress={() => setOpen('new')}>
          {words.add}
        </Button>
      }
    >
      <StaffTable items={items} onEdit={setOpen} />
      <Pager {...pager} />
      <Dialog
        title={open === 'new' ? words.add : words.edit}
        isOpen={open !== null}
        onClose={close}
      >
        {open === 'new' && <NewStaffForm onDone={close} />}
        {open !== null && open !== 'new' && <StaffForm staff={open} onDone={close} />}
      </Dialog>
    </Page>
  )
}

function StaffTable({ items, onEdit }: { items: Staff[]; onEdit: (staff: Staff) => void }) {
  const { staff: words } = useWords(houseWords)
  const shared = useWords(sharedWords)
  const frame = useWords(frameWords)
  const { day } = useFormats()
  return (
    <Table
      caption={frame.pages.staff}
      items={items}
      keyOf={(one) => one.staffId}
      columns={[
        { key: 'name', title: words.name, cell: (one) => one.name },
        { key: 'login', title: words.login, cell: (one) => one.login },
        {
          key: 'roles',
          title: words.roles,
          cell: (one) => one.roles.map((role) => frame.roles[role]).join(' · '),
        },
        {
          key: 'second',
          title: words.second,
          cell: (one) => (one.hasTotp ? words.on : words.off),
        },
        {
          key: 'status',
          title: shared.status,
          cell: (one) => (
            <Badge tone={one.disabled ? 'bad' : 'safe'}>
              {one.disabled ? words.disabled : words.active}
            </Badge>
          ),
        },
        { key: 'since', title: words.createdAt, cell: (one) => day(one.createdAt) },
        {
          key: 'edit',
          title: <span className="spoken">{shared.edit}</span>,
          cell: (one) => (
            <Button small onPress={() => onEdit(one)}>
              {shared.edit}
            </Button>
          ),
        },
      ]}
    />
  )
}

function NewStaffForm({ onDone }: { onDone: () => void }) {
  const { staff: words } = useWords(houseWords)
  const shared = useWords(sharedWords)
  const [name, setName] = useState('')
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [chosen, setChosen] = useState<Role[]>([])
  const add = useAction(api.postStaff, {
    refreshes: [api.getStaff],
    onDone: () => {
      toast({ text: words.added })
      onDone()
    },
  })
  const isWhole = [name, login, password].every((text) => text.trim() !== '')
  return (
    <Form
      action={add}
      submit={words.add}
      whyNot={isWhole ? (chosen.length === 0 ? words.needRole : null) : shared.needAll}
      onSubmit={() => add.run({ name, login, password, roles: chosen })}
    >
      <TextField label={words.name} maxLength={60} isRequired value={name} onChange={setName} />
      <TextField
        label={words.login}
        hint={words.loginHint}
        autoComplete="off"
        maxLength={64}
        isRequired
        value={login}
        onChange={setLogin}
      />
      <TextField
        label={words.password}
        hint={words.passwordHint}
        type="password"
        autoComplete="new-password"
        isRequired
        value={password}
        onChange={setPassword}
      />
      <RoleBoxes chosen={chosen} onChange={setChosen} />
    </Form>
  )
}

function StaffForm({ staff, onDone }: { staff: Staff; onDone: () => void }) {
  const { staff: words } = useWords(houseWords)
  const shared = useWords(sharedWords)
  const [chosen, setChosen] = useState<Role[]>(staff.roles)
  const [isShut, setShut] = useState(staff.disabled)
  const save = useAction(api.patchStaff, {
    refreshes: [api.getStaff],
    onDone: () => {
      toast({ text: words.changed })
      onDone()
    },
  })
  return (
    <Form
      action={save}
      submit={shared.save}
      whyNot={chosen.length === 0 ? words.needRole : null}
      onSubmit={() => save.run({ staffId: staff.staffId, roles: chosen, disabled: isShut })}
    >
      <p>
        {staff.name} <span className="soft">({staff.login})</span>
      </p>
      <RoleBoxes chosen={chosen} onChange={setChosen} />
      <Checkbox label={words.shut} isChecked={isShut} onChange={setShut} />
    </Form>
  )
}

function RoleBoxes(props: { chosen: Role[]; onChange: (chosen: Role[]) => void }) {
  const { chosen, onChange } = props
  const { staff: words } = useWords(houseWords)
  const frame = useWords(frameWords)
  return (
    <fieldset>
      <legend className="soft small">{words.roles}</legend>
      {roles.map((role) => (
        <Checkbox
          key={role}
          label={
            <>
              {frame.roles[role]} <span className="soft small">{words.roleNotes[role]}</span>
            </>
          }
          isChecked={chosen.includes(role)}
          onChange={(isChecked) =>
            onChange(roles.filter((one) => (one === role ? isChecked : chosen.includes(one))))
          }
        />
      ))}
    </fieldset>
  )
}
