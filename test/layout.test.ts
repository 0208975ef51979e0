/** How the program is laid out: who may import whom, whose tables are whose, what a table is spread by. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import packageJson from '../package.json' with { type: 'json' }
import { testDb } from './db.ts'
import type { TestDb } from './db.ts'

const root = path.resolve(import.meta.dirname, '..')

/** Imports run one way. Each domain owns the schema of its name. */
const mayImport: Record<string, string[]> = {
  platform: [],
  ledger: ['platform'],
  pool: ['platform', 'ledger'],
  catalog: ['platform', 'ledger'],
  trade: ['platform', 'ledger', 'pool', 'catalog'],
  traffic: ['platform', 'ledger', 'pool', 'catalog', 'trade'],
  boards: ['platform', 'ledger', 'pool'],
  insight: ['platform', 'ledger', 'pool', 'catalog', 'trade', 'traffic', 'boards'],
  // Plays another company: it is reached over HTTP only.
  sandbox: ['platform'],
}
const domains = Object.keys(mayImport)

/** The wiring stands beside the domains, and the demo is begun by it. */
const wayOf: Record<string, string> = {
  src: 'src/[\\w-]+\\.ts$',
  demo: '(demo/|src/[\\w-]+\\.ts$)',
}

/** Code outside of a domain that names a table all the same, and why. */
const mayMention: Record<string, string> = {
  'demo/load.ts ledger.account': 'statistics for the planner after a bulk load',
  'demo/replay.ts trade.order_line':
    'the line of an order that a cancellation of the history means',
}

type Source = { file: string; domain: string; text: string }

/** Programs, without their tests and what only tests use. */
const sources: Source[] = globSync('{src,demo}/**/*.ts', { cwd: root })
  .filter((file) => !/\.(test|fixture|contract)\.ts$|for-tests\.ts$|adapter-contract\//.test(file))
  .map((file) => {
    const [folder, domain, rest] = file.split('/')
    const text = readFileSync(path.join(root, file), 'utf8')
    return { file, domain: folder === 'src' && rest ? domain! : folder!, text }
  })

test('imports run one way, and nothing imports a figure but the wiring', () => {
  assert.deepEqual(
    [...new Set(sources.map(({ domain }) => domain))].toSorted(),
    [...domains, 'demo', 'src'].toSorted(),
    'each folder is a domain of the list',
  )
  for (const { file, domain, text } of sources) {
    for (const specifier of importsOf(text)) {
      const [, crossed] = /^#(\w+)\//.exec(specifier) ?? []
      if (crossed) {
        assert.notEqual(crossed, domain, `${file} leaves its domain to come back: ${specifier}`)
        assert.ok(!['test', 'web'].includes(crossed), `${file} imports ${specifier}`)
        const allowed = mayImport[domain] ?? (domain === 'demo' ? domains : [...domains, 'demo'])
        assert.ok(allowed.includes(crossed), `${file} imports ${specifier}`)
      } else if (specifier.startsWith('.')) {
        const target = path.relative(root, path.resolve(root, path.dirname(file), specifier))
        const inside = new RegExp(`^${wayOf[domain] ?? `src/${domain}/`}|\\.json$`)
        assert.match(target, inside, `${file} reaches around a border: ${specifier}`)
        assert.match(specifier, /\.(ts|json)$/, `${file}: ${specifier} has no ending`)
      }
    }
    assert.ok(domain === 'src' || domain === 'demo' || !text.includes("'#insight/"), file)
  }
})

test('every import that crosses a border is one of the borders in package.json', () => {
  const named = Object.keys(packageJson.imports).map((name) => name.slice(1, -2))
  assert.deepEqual(named.toSorted(), [...domains, 'demo', 'test', 'web'].toSorted())
})

test('pages take nothing of the server but the types of its routes', () => {
  for (const file of globSync('web/**/*.{ts,tsx}', { cwd: root })) {
    if (/\.test\.ts$|node_modules/.test(file)) continue
    const text = readFileSync(path.join(root, file), 'utf8')
    for (const [line, , from] of text.matchAll(/^(import|export)\b[^'"]*?from '([^']+)'/gm)) {
      if (!/^#(?!web\/)/.test(from!)) continue
      assert.match(line, /^import type /, `${file}: ${line}`)
      assert.equal(file, 'web/kit/api.ts', `${file}: ${line}`)
    }
  }
})

test('SQL names the tables of its own domain only', async () => {
  await using db = await testDb()
  const tables = await db<{ schema: string; name: string }>`
    select schemaname as schema, tablename as name from pg_tables
    where schemaname = any(${domains}::text[])`
  assert.ok(tables.length > 40)
  const names = tables.map(({ schema, name }) => `${schema}\\."?${name}\\b`)
  const anyTable = new RegExp(`\\b(${names.join('|')})`, 'g')
  const used = new Set<string>()
  for (const { file, domain, text } of sources)
    for (const [found] of withoutWords(text).matchAll(anyTable)) {
      if (found.startsWith(`${domain}.`)) continue
      const mention = `${file} ${found.replace('"', '')}`
      assert.ok(mayMention[mention], `${mention}: another domain's table`)
      used.add(mention)
    }
  assert.deepEqual(
    [...used].toSorted(),
    Object.keys(mayMention).toSorted(),
    'the list is not longer than it must be',
  )
})

test('a schema stands for each domain, and no two domains join by a foreign key', async () => {
  await using db = await testDb()
  const keys = await db<{ from: string; to: string }>`
    select conrelid::regclass::text as from, confrelid::regclass::text as to
    from pg_constraint where contype = 'f'`
  assert.ok(keys.length > 10)
  for (const { from, to } of keys)
    assert.equal(from.split('.')[0], to.split('.')[0], `${from} refers to ${to}`)
})

test('no column is a float, and money, rates and amounts are integers that say their unit', async () => {
  await using db = await testDb()
  const columns = await db<{ name: string; type: string }>`
    select table_schema || '.' || table_name || '.' || column_name as name, data_type as type
    from information_schema.columns where table_schema = any(${domains}::text[])`
  assert.ok(columns.length > 200)
  for (const { name, type } of columns) {
    assert.ok(
      !['real', 'double precision', 'numeric', 'money'].includes(type),
      `${name} is ${type}`,
    )
    if (name.endsWith('_fen') || /ledger\.\w+\.(amount|posted|held|floor)$/.test(name))
      assert.equal(type, 'bigint', name)
    if (name.endsWith('_bps')) assert.equal(type, 'integer', name)
    if (name.endsWith('_at')) assert.equal(type, 'timestamp with time zone', name)
    if (name.endsWith('_on')) assert.equal(type, 'date', name)
    assert.doesNotMatch(name, /\.(price|fee|cost|balance)$|_yuan$|_cents?$/, name)
  }
})

test('a command that installs what it needs goes on with the Node it has just installed', () => {
  // The shell remembers where it found the first `node`, and would run an old one again.
  for (const [name, command] of Object.entries(packageJson.scripts))
    if (command.includes('preflight.cjs &&'))
      assert.match(command, /preflight\.cjs && hash -r && node /, name)
})

/** What each table that grows with members spreads by: it is in every key that others rely on. */
const spreadsBy: Record<string, string> = {
  'pool.member': 'id',
  'pool.address': 'member_id',
  'pool.message': 'member_id',
  'pool.consent': 'person_id',
  'pool.consent_asked': 'person_id',
  'pool.send': 'member_id',
  'pool.deferred_send': 'member_id',
  'pool.quiet_hours': 'member_id',
  'pool.identity': 'blind_index',
  'pool.sign_in_code': 'phone_index',
  'pool.order_address': 'order_id',
  'pool.fact': 'person_id',
  'pool.alias': 'person_id',
  'pool.closed_person': 'person_id',
  'pool.stale_person': 'person_id',
  'pool.profile': 'member_id',
  'pool.stage_change': 'member_id',
  'pool.milestone': 'person_id',
  'pool.bought': 'person_id',
  'pool.source': 'person_id',
  'pool.profile_field': 'person_id',
  'pool.tag_refusal': 'person_id',
  'pool.tag': 'person_id',
  'pool.activity_day': 'person_id',
  'pool.activity_total': 'person_id',
  'pool.segment_member': 'member_id',
  'pool.due': 'member_id',
  'pool.member_import_part': 'import_id',
  'pool.member_import_seen': 'import_id',
  'pool.member_import_fault': 'import_id',
  'pool.past_order': 'member_id',
  'boards.membership': 'member_id',
  'pool.enrolment': 'member_id',
  'pool.enrolment_step': 'member_id',
  'traffic.conversion': 'member_id',
  'traffic.stale_credit': 'person_id',
  'traffic.reached': 'person_id',
  'traffic.path': 'person_id',
  'traffic.credit': 'person_id',
  'ledger.account': 'book',
  'ledger.chain': 'book',
  'ledger.transfer': 'book',
  'ledger.hold': 'book',
  'ledger.delta': 'book',
  'platform.idempotency': 'actor',
  'platform.session': 'token_hash',
  'trade.cart_line': 'member_id',
  'trade.order': 'id',
  'trade.order_line': 'order_id',
  'insight.anchor': 'member_id',
  'insight.anchor_history': 'member_id',
  'insight.buyer': 'member_id',
  'insight.buyer_month': 'member_id',
  'insight.dropped_order': 'order_id',
  'traffic.visit': 'person_id',
  'traffic.trace': 'person_id',
  'traffic.claim': 'visitor_id',
  'traffic.invite': 'newcomer_id',
}
/** Small and the same everywhere: others may refer to them from any node. */
const everywhere = [
  'boards.board',
  'boards.push',
  'catalog.brand',
  'catalog.category',
  'catalog.media',
  'catalog.picture_file',
  'catalog.price',
  'catalog.product',
  'catalog.sku',
  'catalog.word',
  'insight.anchor_run',
  'insight.paid_minute',
  'insight.placed_day',
  'insight.sales_day',
  'platform.consumer',
  'platform.dead_event',
  'platform.migration',
  'platform.set_up_token',
  'platform.shop',
  'platform.staff',
  'pool.attention_setting',
  'pool.attention_share',
  'pool.attention_tally',
  'pool.outreach',
  'pool.outreach_count',
  'pool.purpose',
  'pool.journey',
  'pool.journey_version',
  'pool.member_import',
  'pool.segment',
  'pool.segment_follower',
  'pool.segment_size',
  'pool.segment_state',
  'pool.segment_version',
  'pool.template',
  'pool.rfm_bound',
  'pool.rfm_cell',
  'pool.tag_rule',
  'trade.case',
  'trade.coupon',
  'trade.flash_sale',
  'trade.payout',
  'trade.reconciliation',
  'traffic.campaign',
  'traffic.channel',
  'traffic.cost',
  'traffic.invite_terms',
  'traffic.link',
  'traffic.source_rule',
]
/** Stay with the node that wrote them: each has its own, read in the order of its transactions. */
const perNode = ['platform.event', 'platform.audit', 'platform.seal']
/** Grow with orders and do not lead with them yet: to be done before anything is spread. */
const notYet: Record<string, string> = {
  'trade.payment': 'the institution knows it by its number alone',
  'trade.instruction': 'the institution knows it by its number alone; some belong to no order',
  'trade.shipment': 'looked up by order only; its key is its id',
  'trade.refund': 'staff decide it by its id',
  'trade.refund_line': 'follows the refund',
  'trade.refund_share': 'follows the refund',
  'trade.dispute': 'staff decide it by its id',
  'trade.remark': 'looked up by what it is about',
  'pool.merge': 'joins two persons, which may live apart',
  'pool.merge_proposal': 'is about two persons, which may live apart',
  'traffic.invite_link': 'looked up by its code alone',
}

test('each table says how it spreads, and those that grow with members lead with what they spread by', async () => {
  await using db = await testDb()
  const tables = await db<{ name: string }>`
    select schemaname || '.' || tablename as name from pg_tables
    where schemaname = any(${domains}::text[]) and schemaname <> 'sandbox'`
  const listed = [...Object.keys(spreadsBy), ...everywhere, ...perNode, ...Object.keys(notYet)]
  assert.deepEqual(
    tables.map(({ name }) => name).toSorted(),
    listed.toSorted(),
    'a new table has to say how it spreads',
  )
  for (const [table, key] of Object.entries(spreadsBy)) await assertSpreads(db, table, key)
})

async function assertSpreads(db: TestDb, table: string, key: string): Promise<void> {
  const indexes = await db<{ name: string; isPrimary: boolean; columns: string[] }>`
    select index.indexrelid::regclass::text as name, index.indisprimary as is_primary,
      array(select attname::text from unnest(index.indkey::int2[]) with ordinality as at (num, place)
        join pg_attribute on attrelid = index.indrelid and attnum = at.num order by place) as columns
    from pg_index as index
    where index.indrelid = ${quoted(table)}::regclass and index.indisunique`
  const isLog = table === 'ledger.delta' // appended and taken away, never looked up by a key
  assert.ok(isLog || indexes.some(({ isPrimary }) => isPrimary), `${table} has no primary key`)
  for (const { name, isPrimary, columns } of indexes) {
    if (isPrimary) assert.equal(columns[0], key, `${name} does not lead with ${key}`)
    else assert.ok(columns.includes(key), `${name} is unique without ${key}`)
  }
  const keys = await db<{ name: string; to: string; columns: string[] }>`
    select conname as name, confrelid::regclass::text as to,
      array(select attname::text from unnest(conkey) as num
        join pg_attribute on attrelid = conrelid and attnum = num) as columns
    from pg_constraint where contype = 'f' and conrelid = ${quoted(table)}::regclass`
  for (const { name, to, columns } of keys)
    assert.ok(
      everywhere.includes(to.replaceAll('"', '')) || columns.includes(key),
      `${table}: ${name} leaves its node`,
    )
}

test('how long the files are (a report, no rule)', (t) => {
  const lengths = sources
    .map(({ file, text }) => ({ file, lines: text.split('\n').length }))
    .toSorted((a, b) => b.lines - a.lines)
  const long = lengths.filter(({ lines }) => lines > 250)
  const middle = lengths[Math.floor(lengths.length / 2)]!
  t.diagnostic(
    `${lengths.length} files, ${middle.lines} lines in the middle, ${long.length} above 250`,
  )
  for (const { file, lines } of long) t.diagnostic(`${lines} ${file}`)
  assert.ok(middle.lines < 150, `${middle.lines}`)
})

function importsOf(text: string): string[] {
  const code = text.replaceAll(/^\s*(\/\/|\*).*$/gm, '')
  return [...code.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)'([^']+)'/g)].map(([, name]) => name!)
}

/** Without comments, and without texts in single quotes: events and acts are named like tables. */
const withoutWords = (text: string) =>
  text
    .replaceAll(/\/\*[^]*?\*\//g, '')
    .replaceAll(/^\s*\/\/.*$/gm, '')
    .replaceAll(/'[^'\n]*'/g, "''")

const quoted = (table: string) => table.replace(/\.(.+)$/, '."$1"')
