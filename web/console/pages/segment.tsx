/** One segment: who is in it, its rule to be changed, its size over time, and who uses it. */
import { Link, getRouteApi } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { Button, buttonClass } from '#web/kit/button.tsx'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Page } from '#web/kit/page.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useFreshApi } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { ruleOf } from '../segment/conditions.ts'
import { Editor } from '../segment/editor.tsx'
import { Sample } from '../segment/sample.tsx'
import { Size, Sizes } from '../segment/sizes.tsx'
import { useNaming } from '../segment/use-naming.ts'
import { Users } from '../segment/users.tsx'
import { Versions } from '../segment/versions.tsx'
import { useUndo } from '../undo.ts'
import { segmentEditorWords } from '../words/segment-editor.ts'
import { segmentWords } from '../words/segments.ts'

const route = getRouteApi('/inside/segments/$segmentId')
const everyMs = 5_000

export function SegmentPage() {
  const { segmentId } = route.useParams()
  const segment = useFreshApi(api.getSegment, { segmentId }, everyMs)
  const { one: words } = useWords(segmentWords)
  const { edit } = useWords(segmentEditorWords)
  const { may, whyNot } = useAccess()
  const naming = useNaming(segmentId)
  const refreshes = [api.getSegment, api.getSegments]
  const save = useAction(api.putSegment, {
    refreshes,
    onDone: () => toast({ text: edit.saved }),
  })
  const undo = useUndo(api.postSegmentRestoring, refreshes)
  const archive = useAction(api.postSegmentArchiving, {
    refreshes,
    onDone: () => undo(words.archivedNow, { segmentId }),
  })
  const restore = useAction(api.postSegmentRestoring, {
    refreshes,
    onDone: () => toast({ text: words.restored }),
  })
  const isLive = segment.status === 'live'
  return (
    <Page
      title={segment.name}
      width="wide"
      actions={
        isLive ? (
          <span className="row">
            {may('outreach.send') && (
              <Link
                to="/outreach/new"
                search={{ segmentId }}
                className={buttonClass({ kind: 'primary' })}
              >
                {words.send}
              </Link>
            )}
            <Button
              isBusy={archive.isRunning}
              disabledReason={whyNot('segments.edit')}
              onPress={() => archive.run({ segmentId })}
            >
              {words.archive}
            </Button>
          </span>
        ) : (
          <Button
            isBusy={restore.isRunning}
            disabledReason={whyNot('segments.edit')}
            onPress={() => restore.run({ segmentId })}
          >
            {words.restore}
          </Button>
        )
      }
    >
      <ErrorNote error={archive.error ?? restore.error} />
      {isLive ? <Size segment={segment} /> : <p className="soft">{words.isArchived}</p>}
      {isLive && (
        <Editor
          key={segment.version}
          name={segment.name}
          rule={ruleOf(segment)}
          naming={naming}
          submit={edit.save}
          action={save}
          onSave={(changed) => save.run({ segmentId, version: segment.version, ...changed })}
        />
      )}
      <Sizes segment={segment} />
      <Sample segment={segment} />
      <Users segment={segment} />
      <Versions segment={segment} />
    </Page>
  )
}
