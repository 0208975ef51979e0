import styles from './icon.module.css'

/** Strokes on a field of 24 by 24. */
const paths = {
  home: 'M4 11.5 12 4l8 7.5M6 10v10h4.5v-6h3v6H18V10',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM16 16l4.5 4.5',
  cart: 'M3 4h2.5l2.2 11h9.8L20 7.5H6.3M9.5 20h.01M16.5 20h.01',
  parcel: 'M4 8l8-4 8 4v8.5L12 20.5 4 16.5ZM4 8l8 4 8-4M12 12v8.5',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5',
  back: 'M14.5 5 8 12l6.5 7',
  next: 'M9.5 5 16 12l-6.5 7',
  up: 'M5 14.5 12 8l7 6.5',
  down: 'M5 9.5 12 16l7-6.5',
  close: 'M6 6l12 12M18 6 6 18',
  check: 'M5 12.5 10 17.5 19.5 7',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  bin: 'M5 7h14M10 4h4M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5',
  shield: 'M12 3.5 19 6v5.500c0 4.5-2.8 7.5-7 9-4.2-1.5-7-4.5-7-9V6ZM9 12l2.2 2.200L15.2 10',
  truck:
    'M3 6h11v10H3ZM14 10h4l3 3v3h-7M7 19a1.8 1.8 0 1 0 0-3.600A1.8 1.8 0 0 0 7 19ZM17.5 19a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6',
  clock: 'M12 20.500a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 7.500V12l3 2.5',
  flash: 'M13 3 5.5 13.500H11L10 21l8-11h-5.500Z',
  tag: 'M4 4.500h7.5L20 13l-7 7-9-8.500ZM8 8.500h.01',
  route:
    'M6 19.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM18 8.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM8 17.500h6.5a2.7 2.700 0 0 0 0-5.500h-5a2.700 2.700 0 0 1 0-5.500H16',
  ticket: 'M4 7h16v3.500a1.8 1.8 0 0 0 0 3.500V17H4v-3a1.8 1.8 0 0 0 0-3.500ZM14 7v10',
  pin: 'M12 21s7-6 7-11.500a7 7 0 0 0-14 0C5 15 12 21 12 21ZM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  pen: 'M5 19l1-4L16.5 4.500l3 3L9 18ZM14 7l3 3',
  sun: 'M12 16.500a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM12 2.500v2M12 19.500v2M2.5 12h2M19.5 12h2M5.3 5.300l1.4 1.400M17.3 17.300l1.4 1.400M18.7 5.300l-1.4 1.400M6.7 17.300l-1.4 1.4',
  moon: 'M20 14.500A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.500Z',
  half: 'M12 20.500a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 3.500v17M12 8l6-2.500M12 13l8.5-3.500M12 18l8-4',
  warning: 'M12 4 21 19.500H3ZM12 10v4.500M12 17h.01',
  chat: 'M4 5h16v11h-9l-4.5 4v-4H4Z',
  share: 'M12 15V3.5M7.5 8 12 3.5 16.5 8M5 12.5V20h14v-7.5',
  out: 'M14 4H5v16h9M10 12h11M17.5 8.5 21 12l-3.5 3.5',
} as const

export type IconName = keyof typeof paths

/** An ornament: what it means stands beside it in words. */
export function Icon({ name, size = 'm' }: { name: IconName; size?: 's' | 'm' | 'l' }) {
  return (
    <svg className={styles[size]} viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}
