// Runs before the first paint, so that a page chosen to be dark does not flash white.
try {
  const theme = localStorage.getItem('tessera.theme')
  if (theme) document.documentElement.dataset.theme = theme
} catch {
  // Without storage the system's preference holds.
}
