import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { Select, TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Empty } from '#web/kit/list.tsx'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useApi } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { useCategoryOptions } from '../categories.ts'
import { Form } from '../form.tsx'
import { useFormats } from '../formats.tsx'
import tools from '../tools.module.css'
import { goodsWords } from '../words/goods.ts'
import { sharedWords } from '../words/shared.ts'

export function Categories() {
  const { categories: words } = useWords(goodsWords)
  const { whyNot } = useAccess()
  const { items } = useApi(api.getConsoleCategories)
  const options = useCategoryOptions()
  const [isOpen, setOpen] = useState(false)
  const slugOf = (id: string) => items.find((category) => category.id === id)?.slug
  return (
    <Section
      title={words.title}
      actions={
        <Button
          small
          icon="plus"
          disabledReason={whyNot('catalog.edit')}
          onPress={() => setOpen(true)}
        >
          {words.add}
        </Button>
      }
    >
      {options.length === 0 ? (
        <Empty title={words.none} />
      ) : (
        <Table
          caption={words.title}
          items={options}
          keyOf={(option) => option.value}
          columns={[
            { key: 'name', title: words.name, cell: (option) => option.label },
            { key: 'slug', title: words.slug, cell: (option) => slugOf(option.value) },
          ]}
        />
      )}
      <Dialog title={words.add} isOpen={isOpen} onClose={() => setOpen(false)}>
        <CategoryForm onDone={() => setOpen(false)} />
      </Dialog>
    </Section>
  )
}

function CategoryForm({ onDone }: { onDone: () => void }) {
  const { categories: words, brands } = useWords(goodsWords)
  const shared = useWords(sharedWords)
  const { nameOf } = useFormats()
  const { items } = useApi(api.getConsoleCategories)
  const [nameZh, setNameZh] = useState('')
  const [nameEn, setNameEn] = useState('')
  const [slug, setSlug] = useState('')
  const [parentId, setParentId] = useState('')
  const add = useAction(api.postCategory, {
    refreshes: [api.getConsoleCategories],
    onDone: () => {
      toast({ text: words.saved })
      onDone()
    },
  })
  const isSlug = /^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug)
  const isWhole = isSlug && nameZh.trim() !== '' && nameEn.trim() !== ''
  return (
    <Form
      action={add}
      submit={shared.save}
      whyNot={isWhole ? null : shared.needAll}
      onSubmit={() => add.run({ nameZh, nameEn, slug, parentId: parentId || null })}
    >
      <div className={tools['fields']}>
        <TextField label={brands.nameZh} maxLength={100} value={nameZh} onChange={setNameZh} />
        <TextField label={brands.nameEn} maxLength={100} value={nameEn} onChange={setNameEn} />
      </div>
      <TextField
        label={words.slug}
        hint={words.slugHint}
        fault={slug !== '' && !isSlug ? words.wrongSlug : null}
        maxLength={64}
        value={slug}
        onChange={setSlug}
      />
      <Select
        label={words.parent}
        value={parentId}
        options={[
          { value: '', label: words.top },
          ...items
            .filter((category) => category.parentId === null)
            .map((category) => ({ value: category.id, label: nameOf(category) })),
        ]}
        onChange={setParentId}
      />
    </Form>
  )
}
