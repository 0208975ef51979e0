// Runs before the first paint, so that a page chosen to be dark does not flash white, nor in the wrong accent.
try {
  const theme = localStorage.getItem('tessera.theme')
  if (theme) document.documentElement.dataset.theme = theme
  const accent = localStorage.getItem('tessera.accent')
  if (accent) document.documentElement.dataset.accent = accent
} catch {
  // Without storage the system's preference holds.
}
