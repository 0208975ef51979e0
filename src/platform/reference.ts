/** The reference of the API as a page to read, made from the OpenAPI document. */
import type { Schema } from './openapi-schema.ts'
import type { OpenApi, Operation } from './openapi.ts'

type Place = { method: string; path: string; operation: Operation }

export function referencePage(document: OpenApi): string {
  const places = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  )
  const groups = document.tags.map(({ name }) => ({
    name,
    places: places.filter(({ operation }) => operation.tags.includes(name)),
  }))
  return page(
    `${document.info.title} API`,
    html`<nav aria-label="Routes">
        <h1>${document.info.title} API</h1>
        ${groups.map(
          (group) =>
            html`<h2><a href="#${group.name}">${group.name}</a></h2>
              <ul>
                ${group.places.map(
                  ({ operation, method, path }) =>
                    html`<li><a href="#${operation.operationId}">${verb(method)} ${path}</a></li>`,
                )}
              </ul>`,
        )}
      </nav>
      <main>
        ${document.info.description.split('\n').map((line) => html`<p>${line}</p>`)}
        <p>
          <a href="/api/openapi.json">OpenAPI 3.1 document</a> ·
          <a href="/api/problems">All error codes</a>
        </p>
        <p class="runs" hidden>
          “Send” really calls the route, as whoever is signed in to this shop or console in this
          browser. Ids that an answer brings are put into the examples that need one.
        </p>
        ${groups.map(
          (group) =>
            html`<h2 id="${group.name}">${group.name}</h2>
              ${group.places.map((place) => section(place, document))}`,
        )}
      </main>`,
  )
}

/** Where the `type` of a problem leads. */
export function problemsPage(document: OpenApi): string {
  const problems = Object.entries(document.components.examples).map(
    ([code, { value }]) => [code, value as { status: number; title: string }] as const,
  )
  return page(
    `${document.info.title} error codes`,
    html`<main>
      <h1>Error codes</h1>
      <p><a href="/api">Reference of the API</a></p>
      <dl>
        ${problems.map(
          ([code, { status, title }]) =>
            html`<dt id="${code}"><code>${code}</code> ${String(status)}</dt>
              <dd>${title}</dd>`,
        )}
      </dl>
    </main>`,
  )
}

function section({ method, path, operation }: Place, document: OpenApi): Html {
  const body = operation.requestBody?.content['application/json']
  const file = operation.requestBody?.content['application/octet-stream']
  const refusals: Html[] = []
  const answers: Html[] = []
  for (const [status, answered] of Object.entries(operation.responses)) {
    const { content } = '$ref' in answered ? referred(answered.$ref, document) : answered
    const problems = content?.['application/problem+json']
    const answer = content?.['application/json']
    if (problems) refusals.push(...Object.keys(problems.examples ?? {}).map(problemLine(document)))
    else
      answers.push(
        html`<h4>Answer ${status}</h4>
          ${answer ? shape(answer) : null}`,
      )
  }
  return html`<section id="${operation.operationId}">
    <h3><code>${verb(method)} ${path}</code></h3>
    <p>${operation.summary}. ${caller(operation)}</p>
    <form data-method="${verb(method)}" data-path="${path}">
      ${parameters(operation)} ${body ? bodyField(body) : null}
      ${
        file
          ? html`<h4>Body</h4>
              <input type="file" name="body" aria-label="Body" />`
          : null
      }
      <p class="runs" hidden><button>Send</button> <button type="button">As curl</button></p>
      <output class="runs" hidden></output>
    </form>
    ${answers}
    <h4>Refusals</h4>
    <ul class="refusals">
      ${refusals}
    </ul>
  </section>`
}

const referred = ($ref: string, document: OpenApi) =>
  document.components.responses[$ref.slice('#/components/responses/'.length)]!

function caller({ security, 'x-permission': permission }: Operation): string {
  if (security.length === 0) return 'Anybody may call it.'
  if (permission) return `Staff with the permission ${permission} may call it.`
  return 'memberSession' in security[0]!
    ? 'A signed-in member may call it.'
    : 'Any signed-in staff may call it.'
}

/** What may be left out is empty; its example stands in the background. */
function parameters({ parameters: all }: Operation): Html | null {
  if (all.length === 0) return null
  return html`<div class="parameters">
    ${all.map(
      (one) =>
        html`<label>
          <span><code>${one.name}</code> ${one.in}${one.required ? '' : ', optional'}</span>
          <input
            name="${one.name}"
            data-in="${one.in}"
            autocomplete="off"
            ${one.required && one.in !== 'header' ? 'value' : 'placeholder'}="${exampleText(one.example)}"
          />
        </label>`,
    )}
  </div>`
}

const exampleText = (example: unknown) =>
  typeof example === 'string' ? example : (JSON.stringify(example) ?? '')

function bodyField({ schema, example }: Shaped): Html {
  const text = JSON.stringify(example, null, 2)
  return html`<h4>Body</h4>
    <textarea
      name="body"
      aria-label="Body"
      spellcheck="false"
      rows="${String(text.split('\n').length)}"
    >
${text}</textarea>
    ${schemaOf(schema)}`
}

type Shaped = { schema: Schema; example?: unknown }

const shape = ({ schema, example }: Shaped) =>
  html`<pre tabindex="0">${JSON.stringify(example, null, 2)}</pre>
    ${schemaOf(schema)}`

const schemaOf = (schema: Schema) =>
  html`<details>
    <summary>Schema</summary>
    <pre tabindex="0">${JSON.stringify(schema, null, 2)}</pre>
  </details>`

const problemLine = (document: OpenApi) => (code: string) => {
  const { status, title } = document.components.examples[code]!.value as {
    status: number
    title: string
  }
  return html`<li>
    ${String(status)} <a href="/api/problems#${code}"><code>${code}</code></a> ${title}
  </li>`
}

const verb = (method: string) => method.toUpperCase()

const page = (title: string, body: Html) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="stylesheet" href="/api/reference.css" />
        <script src="/api/reference.js" defer></script>
      </head>
      <body>
        ${body}
      </body>
    </html>`.markup

/** Markup that was written here; everything put into it is escaped. */
class Html {
  readonly markup: string
  constructor(markup: string) {
    this.markup = markup
  }
}

function html(parts: TemplateStringsArray, ...values: (string | Html | Html[] | null)[]): Html {
  return new Html(String.raw({ raw: parts }, ...values.map(markupOf)))
}

function markupOf(value: string | Html | Html[] | null): string {
  if (value === null) return ''
  if (typeof value === 'string') return escaped(value)
  return Array.isArray(value) ? value.map((one) => one.markup).join('') : value.markup
}

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string) => text.replaceAll(/[&<>"]/g, (sign) => signs[sign]!)
