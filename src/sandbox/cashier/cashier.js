// Counts down, and lets a form be sent once. The page works without it.
const left = document.getElementById('left')
if (left) {
  const endsAt = performance.now() + Number(left.dataset.seconds) * 1000
  const show = () => {
    const seconds = Math.max(0, Math.ceil((endsAt - performance.now()) / 1000))
    left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
    left.classList.toggle('soon', seconds <= 60)
    if (seconds > 0) return
    clearInterval(timer)
    // The server closes it a moment later.
    setTimeout(() => location.reload(), 1500)
  }
  const timer = setInterval(show, 500)
  show()
}

for (const form of document.forms) {
  form.addEventListener('submit', () => {
    // After the form was read, or the pressed button would be missing from it.
    setTimeout(() => {
      for (const button of document.querySelectorAll('button')) button.disabled = true
    })
  })
}
// Back from the shop by the browser's button: the page may be the one we left.
addEventListener('pageshow', (event) => event.persisted && location.reload())
