import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import { IconButton } from './button.tsx'
import styles from './dialog.module.css'
import { useWords } from './i18n.ts'
import { kitWords } from './words.ts'

/** The browser's own dialog: it keeps the focus, closes on Escape, and returns the focus after. */
export function Dialog(props: {
  title: string
  isOpen: boolean
  onClose: () => void
  children: ReactNode
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const words = useWords(kitWords)
  useEffect(() => {
    const element = dialog.current
    if (props.isOpen && !element?.open) element?.showModal()
    if (!props.isOpen && element?.open) element.close()
  }, [props.isOpen])
  return (
    <dialog
      ref={dialog}
      className={styles['dialog']}
      aria-label={props.title}
      onClose={props.onClose}
      closedby="any"
    >
      {props.isOpen && (
        <div className={styles['inside']}>
          <header className={styles['head']}>
            <h2>{props.title}</h2>
            <IconButton icon="close" label={words.close} onPress={props.onClose} />
          </header>
          {props.children}
        </div>
      )}
    </dialog>
  )
}
