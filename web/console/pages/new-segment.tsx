/** A segment is made: from a ready-made rule or from nothing. */
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Page, Section } from '#web/kit/page.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { starts } from '../segment/conditions.ts'
import { Editor } from '../segment/editor.tsx'
import { Starts } from '../segment/starts.tsx'
import { useNaming } from '../segment/use-naming.ts'
import { segmentEditorWords } from '../words/segment-editor.ts'
import { segmentWords } from '../words/segments.ts'

const route = getRouteApi('/inside/segments/new')

export function NewSegmentPage() {
  const { edit } = useWords(segmentEditorWords)
  const { starts: names } = useWords(segmentWords)
  const { from } = route.useSearch()
  return (
    <Page title={edit.newTitle} width="wide">
      {from ? (
        <Draft key={from} from={from} />
      ) : (
        <Section title={names.title}>
          <Starts />
        </Section>
      )}
    </Page>
  )
}

function Draft({ from }: { from: keyof typeof starts }) {
  const { edit } = useWords(segmentEditorWords)
  const { starts: names } = useWords(segmentWords)
  const naming = useNaming()
  const navigate = useNavigate()
  const create = useAction(api.postSegment, {
    refreshes: [api.getSegments],
    onDone: ({ segmentId }) => {
      toast({ text: edit.created })
      return navigate({ to: '/segments/$segmentId', params: { segmentId } })
    },
  })
  return (
    <Editor
      name={from === 'blank' ? '' : names[from]}
      rule={starts[from]}
      naming={naming}
      submit={edit.create}
      action={create}
      onSave={(segment) => create.run(segment)}
    />
  )
}
