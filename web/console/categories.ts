import * as api from '#web/kit/api.ts'
import { useApi } from '#web/kit/use-api.ts'
import { useFormats } from './formats.tsx'

/** Categories as one chooses among them: those below stand after the one above, with its name. */
export function useCategoryOptions() {
  const { items } = useApi(api.getConsoleCategories)
  const { nameOf } = useFormats()
  const top = items.filter((category) => category.parentId === null)
  return top.flatMap((category) => [
    { value: category.id, label: nameOf(category) },
    ...items
      .filter(({ parentId }) => parentId === category.id)
      .map((below) => ({ value: below.id, label: `${nameOf(category)} / ${nameOf(below)}` })),
  ])
}
