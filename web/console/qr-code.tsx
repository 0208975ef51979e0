import { create } from 'qrcode'
import styles from './qr-code.module.css'

/** A QR code as one path, with the quiet border of four modules that readers need. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const { size } = modules
  const dark = [...modules.data.entries()].filter(([, isDark]) => isDark)
  const path = dark.map(([at]) => `M${at % size} ${Math.floor(at / size)}h1v1h-1z`).join('')
  return (
    <svg
      className={styles['code']}
      viewBox={`-4 -4 ${size + 8} ${size + 8}`}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn here, so no img
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={path} />
    </svg>
  )
}
