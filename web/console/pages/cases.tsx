/** Cases: what does not fit and needs a person. */
import { Link, getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { Choice } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Empty, List, Pager, Row } from '#web/kit/list.tsx'
import { Page } from '#web/kit/page.tsx'
import { Tabs } from '#web/kit/tabs.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, usePages } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { Facts } from '../facts.tsx'
import { Form } from '../form.tsx'
import { Moment, factsText } from '../formats.tsx'
import { WholeId } from '../id.tsx'
import { frameWords } from '../words/frame.ts'
import { moneyWords } from '../words/money.ts'
import { sharedWords } from '../words/shared.ts'

type Case = AnswerOf<typeof api.getCases>['items'][number]
const route = getRouteApi('/inside/cases')

export function CasesPage() {
  const { cases: words } = useWords(moneyWords)
  const { status: label } = useWords(sharedWords)
  const { pages } = useWords(frameWords)
  const { closed } = route.useSearch()
  const { items, ...pager } = usePages(api.getCases, { open: closed ? 'false' : 'true' })
  return (
    <Page title={pages.cases} width="wide">
      <Tabs label={label}>
        <Link to="/cases" activeOptions={{ exact: true }}>
          {words.open}
        </Link>
        <Link to="/cases" search={{ closed: true }}>
          {words.closed}
        </Link>
      </Tabs>
      {items.length === 0 ? (
        <Empty icon="check" title={closed ? words.none : words.noneOpen} />
      ) : (
        <List label={pages.cases}>
          {items.map((one) => (
            <Row key={one.id}>
              <CaseRow of={one} />
            </Row>
          ))}
        </List>
      )}
      <Pager {...pager} />
    </Page>
  )
}

function CaseRow({ of }: { of: Case }) {
  const { cases: words } = useWords(moneyWords)
  return (
    <article className="stack-tight">
      <div className="row-apart">
        <strong>{words.kinds[of.kind]}</strong>
        {of.outcome ? <Badge>{words.outcomes[of.outcome]}</Badge> : <CloseCase of={of} />}
      </div>
      <Facts
        of={[
          [words.subject, <WholeId key="subject" id={of.subject} />],
          [words.openedAt, <Moment key="opened" at={of.openedAt} />],
          ...(of.closedAt
            ? [[words.closedAt, <Moment key="closed" at={of.closedAt} />] as const]
            : []),
          [
            words.facts,
            <span key="facts" className="small">
              {factsText(of.facts)}
            </span>,
          ],
        ]}
      />
    </article>
  )
}

const outcomes = ['explained', 'corrected_here', 'corrected_there', 'written_off'] as const

function CloseCase({ of }: { of: Case }) {
  const { cases: words } = useWords(moneyWords)
  const { whyNot } = useAccess()
  const [isOpen, setOpen] = useState(false)
  const [outcome, setOutcome] = useState<(typeof outcomes)[number]>('explained')
  const close = useAction(api.postCaseClosing, {
    refreshes: [api.getCases],
    onDone: () => {
      toast({ text: words.done })
      setOpen(false)
    },
  })
  return (
    <>
      <Button small disabledReason={whyNot('cases.close')} onPress={() => setOpen(true)}>
        {words.close}
      </Button>
      <Dialog title={words.closeTitle} isOpen={isOpen} onClose={() => setOpen(false)}>
        <Form
          action={close}
          submit={words.submit}
          onSubmit={() => close.run({ caseId: of.id, outcome })}
        >
          <Choice
            legend={words.outcome}
            name="outcome"
            value={outcome}
            options={outcomes.map((value) => ({ value, label: words.outcomes[value] }))}
            onChange={setOutcome}
          />
        </Form>
      </Dialog>
    </>
  )
}
