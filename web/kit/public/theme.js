// Runs before the first paint, so that a page chosen to be dark does not flash white, nor in the wrong accent.
try {
  const theme = localStorage.getItem('tessera.theme')
  if (theme) document.documentElement.dataset.theme = theme
  // The bar around the page, too: each of its two colours stands for a theme.
  if (theme)
    for (const bar of document.querySelectorAll('meta[name=theme-color]'))
      bar.media = bar.media.includes(theme) ? 'all' : 'not all'
  const accent = localStorage.getItem('tessera.accent')
  if (accent) document.documentElement.dataset.accent = accent
} catch {
  // Without storage the system's preference holds.
}
