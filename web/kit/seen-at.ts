/**
 * On an answer that the service worker gives from memory: when it was read, in milliseconds since 1970
 * by the clock of this device.
 */
export const seenAtHeader = 'seen-at'
