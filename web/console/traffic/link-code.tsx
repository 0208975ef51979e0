/** A link's QR code, and the poster that carries it, to be printed. */
import * as api from '#web/kit/api.ts'
import { buttonClass } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { linkWords } from '../words/links.ts'
import styles from './link-code.module.css'
import type { TrafficLink } from './links-table.tsx'

const papers = ['a5', 'a4'] as const
const base = `/api${api.getConsoleLinks.path}`

export function LinkCode({ link, onClose }: { link: TrafficLink | null; onClose: () => void }) {
  const words = useWords(linkWords)
  const language = useLanguage()
  return (
    <Dialog title={link?.title ?? words.code} isOpen={link !== null} onClose={onClose}>
      {link && (
        <div className="stack">
          <img
            className={styles['code']}
            src={`${base}/${link.id}/qr.svg`}
            alt={words.codeOf(link.title)}
            width="240"
            height="240"
          />
          <p className={styles['address']}>
            <code>{link.url}</code>
          </p>
          <div className={styles['papers']}>
            {papers.map((paper) => (
              <a
                key={paper}
                className={buttonClass()}
                href={`${base}/${link.id}/poster.svg?paper=${paper}&language=${language}`}
                download
              >
                {words.poster(paper.toUpperCase())}
              </a>
            ))}
          </div>
        </div>
      )}
    </Dialog>
  )
}
