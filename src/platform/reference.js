/**
 * Makes the examples of the reference run, in the reader's browser: each form asks its route and shows
 * the answer, or the same as a line for a shell. Served as it is.
 */
const uuid = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g
const shownMax = 50_000
/** Ids that nothing here has. */
const exampleIds = new Set(
  [...document.querySelectorAll('input, textarea')].flatMap(({ value }) => value.match(uuid) ?? []),
)
/** By their names, the ids that answers brought: { productId: '…' }. */
const known = new Map()

for (const one of document.querySelectorAll('.runs:not(output)')) one.hidden = false
for (const form of document.querySelectorAll('form')) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void run(form)
  })
  form.querySelector('button[type=button]').addEventListener('click', () => {
    show(form, curlOf(requestOf(form)))
  })
}

/** @param {HTMLFormElement} form */
async function run(form) {
  const request = requestOf(form)
  const { method, path, headers, body } = request
  const button = form.querySelector('button')
  button.disabled = true
  const begun = performance.now()
  try {
    const response = await fetch(path, { method, headers, body })
    const text = await textOf(response)
    const ms = Math.round(performance.now() - begun)
    const named = ['content-type', 'trace-id', 'retry-after']
      .filter((name) => response.headers.has(name))
      .map((name) => `${name}: ${response.headers.get(name)}\n`)
    show(form, `${response.status} ${response.statusText}, ${ms} ms\n${named.join('')}\n${text}`)
    if (response.ok) learn(text, form.dataset.path)
  } catch {
    show(form, 'No answer.')
  } finally {
    button.disabled = false
  }
}

/** @param {HTMLFormElement} form */
function requestOf(form) {
  const { method } = form.dataset
  const headers = {}
  const query = new URLSearchParams()
  let { path } = form.dataset
  for (const field of form.querySelectorAll('input[data-in]')) {
    const { name, value } = field
    if (field.dataset.in === 'path') path = path.replace(`{${name}}`, encodeURIComponent(value))
    else if (field.dataset.in === 'query' && value !== '') query.set(name, value)
    // Another key is another request; whoever wants to see a repeat writes one down.
    else if (field.dataset.in === 'header')
      headers[name.toLowerCase()] = value || crypto.randomUUID()
  }
  const field = form.elements.body
  const body = field?.type === 'file' ? field.files[0] : field?.value
  if (body)
    headers['content-type'] = `application/${field.type === 'file' ? 'octet-stream' : 'json'}`
  return { method, path: `/api${path}${query.size > 0 ? `?${query}` : ''}`, headers, body }
}

/** A stream has no end worth waiting for: its beginning is shown. */
async function textOf(response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  for (const end = Date.now() + 3_000; reader && text.length < shownMax;) {
    const late = new Promise((resolve) => setTimeout(resolve, end - Date.now(), { done: true }))
    const { done, value } = await Promise.race([reader.read(), late])
    if (done) break
    text += value
  }
  await reader?.cancel()
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

const quoted = (text) => `'${text.replaceAll("'", String.raw`'\''`)}'`

function curlOf({ method, path, headers, body }) {
  const parts = [`curl -X ${method} ${quoted(location.origin + path)}`, '-b cookies -c cookies']
  for (const [name, value] of Object.entries(headers))
    parts.push(`-H ${quoted(`${name}: ${value}`)}`)
  if (body instanceof File) parts.push(`--data-binary @${quoted(body.name)}`)
  else if (body) parts.push(`--data-binary ${quoted(body)}`)
  return parts.join(' \\\n  ')
}

function show(form, text) {
  const output = form.querySelector('output')
  output.textContent = text
  output.hidden = false
  output.tabIndex = 0
}

/** Remembers the ids of an answer by name, and puts them where examples stand. */
function learn(text, path) {
  if (!text.startsWith('{')) return
  const things = path.split('/').filter((part) => !part.startsWith('{'))
  collect(JSON.parse(text), things.at(-1))
  const better = (name, id) => (exampleIds.has(id) && known.get(name)) || id
  for (const field of document.querySelectorAll('input[data-in=path]'))
    field.value = better(field.name, field.value)
  for (const field of document.querySelectorAll('textarea'))
    field.value = field.value.replaceAll(
      /"(\w+)": "([^"]*)"/g,
      (_, name, id) => `"${name}": "${better(name, id)}"`,
    )
}

/** `things`: what a list holds, as its name says; the id of one of the products is a productId. */
function collect(value, things) {
  if (Array.isArray(value)) for (const one of value) collect(one, things)
  else if (value !== null && typeof value === 'object')
    for (const [key, one] of Object.entries(value)) {
      const name = key === 'id' ? `${things.replace(/ies$/, 'y').replace(/s$/, '')}Id` : key
      const isId = typeof one === 'string' && one.match(uuid)?.[0] === one
      if (isId && name.endsWith('Id') && !known.has(name)) known.set(name, one)
      collect(one, key === 'items' ? things : key)
    }
}
