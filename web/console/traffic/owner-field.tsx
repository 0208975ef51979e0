/** Who of the staff answers for it: oneself, unless another is chosen. */
import * as api from '#web/kit/api.ts'
import { Select } from '#web/kit/field.tsx'
import { useApi } from '#web/kit/use-api.ts'

export type Owner = { staffId: string; name: string }

export function OwnerField(props: {
  label: string
  owners: Owner[]
  value: string | undefined
  onChange: (staffId: string) => void
}) {
  const { label, owners, value, onChange } = props
  const me = useApi(api.getConsoleMe)
  const isKnown = owners.some(({ staffId }) => staffId === value)
  return (
    <Select
      label={label}
      value={(isKnown && value) || me.staffId}
      options={owners.map(({ staffId, name }) => ({ value: staffId, label: name }))}
      onChange={onChange}
    />
  )
}
