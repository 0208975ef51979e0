/** Under which name the institution knows the platform itself; brands have theirs in the catalogue. */
export const platformReceiver = 'platform'
