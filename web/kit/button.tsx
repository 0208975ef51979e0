import { useId } from 'react'
import type { ReactNode } from 'react'
import styles from './button.module.css'
import { Icon } from './icon.tsx'
import type { IconName } from './icon.tsx'

export type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger'
type Look = { kind?: ButtonKind; wide?: boolean; small?: boolean }

type ButtonProps = Look & {
  children: ReactNode
  onPress?: () => void
  /** Sends the form it stands in. */
  submits?: boolean
  icon?: IconName
  isBusy?: boolean
  /** The server's or the form's reason why not, shown below; without one the button works. */
  disabledReason?: string | null | undefined
}

export function Button({ children, onPress, submits, icon, ...rest }: ButtonProps) {
  const { isBusy = false, disabledReason, ...look } = rest
  const reasonId = useId()
  const button = (
    <button
      type={submits ? 'submit' : 'button'}
      className={buttonClass(look)}
      onClick={onPress}
      disabled={isBusy || Boolean(disabledReason)}
      aria-busy={isBusy}
      aria-describedby={disabledReason ? reasonId : undefined}
    >
      {icon && <Icon name={icon} size="s" />}
      {children}
    </button>
  )
  if (!disabledReason) return button
  return (
    <span className={look.wide ? styles['wide-pair'] : styles['pair']}>
      {button}
      <span id={reasonId} className={styles['reason']}>
        {disabledReason}
      </span>
    </span>
  )
}

/** For a link that is as weighty as a button: the router's `Link` takes it as its class. */
export function buttonClass({ kind = 'plain', wide, small }: Look = {}): string {
  return [styles['button'], styles[kind], wide && styles['wide'], small && styles['small']]
    .filter(Boolean)
    .join(' ')
}

/** A button that is only a sign, with its meaning in words for those who do not see it. */
export function IconButton(props: {
  icon: IconName
  label: string
  onPress: () => void
  isDisabled?: boolean
}) {
  return (
    <button
      type="button"
      className={styles['icon']}
      aria-label={props.label}
      title={props.label}
      onClick={props.onPress}
      disabled={props.isDisabled}
    >
      <Icon name={props.icon} />
    </button>
  )
}
