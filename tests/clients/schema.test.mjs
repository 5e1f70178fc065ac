// The JSON Schema that `seamless schema` prints and `seamless init` writes, in the editor that people use it in: the
// YAML language server from npm, which stands behind VS Code, Neovim, Helix, Emacs, JetBrains and Zed.

import assert from 'node:assert/strict';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, test} from 'node:test';
import {pathToFileURL} from 'node:url';

import {Editor} from './editor.mjs';
import {ROOT, said, templates} from './house.mjs';

const NORTHWIND = join(ROOT, 'examples', 'northwind', 'flow.yaml');

let folder;
let editor;
let uri;
let shown = 0;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seamless-schema-'));
  await writeFile(join(folder, 'flow.schema.json'), await said(['schema']));
  uri = (name) => pathToFileURL(join(folder, name)).href;
  editor = await new Editor().open();
});

after(async () => {
  await editor?.close();
  if (folder) await rm(folder, {recursive: true, force: true});
});

/** A map with the line that names its schema, opened in the editor; `|` is where the cursor stands. */
async function opened(text) {
  const whole = `# yaml-language-server: $schema=flow.schema.json\n${text}`;
  const before = whole.split('|')[0].split('\n');
  const textDocument = {uri: uri(`map-${(shown += 1)}.yaml`)};
  const wrong = await editor.show(textDocument.uri, whole.replace('|', ''));
  return {wrong, at: {textDocument, position: {line: before.length - 1, character: before.at(-1).length}}};
}

/** What is offered at the cursor: label to what is said of it. */
async function offered(text) {
  const {at} = await opened(text);
  const {items} = await editor.ask('textDocument/completion', at);
  return new Map(items.map((it) => [it.label, {about: it.documentation?.value ?? it.documentation ?? '', insert: it.insertText}]));
}

/** What stands in the little window over the cursor. */
async function explained(text) {
  const {at} = await opened(text);
  return (await editor.ask('textDocument/hover', at)).contents.value;
}

const HEAD = 'flow: a\ntimezone: UTC\ncurrency: USD\n';
const HANDOFF = `${HEAD}handoffs:\n  orders:\n    carry: order\n    from: shop\n    to: erp\n    within: 5m\n`;

describe('the YAML language server', () => {
  test('has nothing against the example and the templates', async () => {
    const example = await readFile(NORTHWIND, 'utf8');
    assert.deepEqual((await opened(example.replaceAll('|', ' '))).wrong, []);
    const names = await templates();
    assert.equal(names.length, 10);
    for (const name of names) {
      await said(['init', '--template', name, join(folder, name)]);
      const path = join(folder, name, 'flow.yaml');
      const text = await readFile(path, 'utf8');
      assert.match(text, /^# yaml-language-server: \$schema=flow\.schema\.json\n/, name);
      assert.deepEqual(await editor.show(pathToFileURL(path).href, text), [], name);
      // The schema that lies beside the map was read: what is wrong is seen without any setting of the editor.
      const wrong = await editor.show(pathToFileURL(join(folder, name, 'spoiled.yaml')).href, `${text}\ngremlin: true\n`);
      assert.deepEqual(wrong.map((it) => it.message), ['Property gremlin is not allowed.'], name);
    }
  });

  test('underlines what the map does not know', async () => {
    const example = await readFile(NORTHWIND, 'utf8');
    for (const [from, to, why] of [
      ['carry: shipment', 'carry: parcel', /Value is not accepted. Valid values: "order", "hold"/],
      ['    via: webhook', '    vla: webhook', /Property vla is not allowed/],
      ['role: storefront', 'role: shopfront', /Value is not accepted/],
      ['authority: { refund: shop', 'authority: { refunds: shop', /Property refunds is not allowed/],
      ['date.of: moved', 'date.of: never', /Value is not accepted. Valid values: "placed"/],
      ['currencies: [USD]', 'currency: [USD]', /Property currency is not allowed/],
      ['covers: [create, partial', 'covers: [create, partly', /Value is not accepted/],
      ['    within: 30m\n', '', /Missing property "within"/],
      ['within: 30m', 'within: soon', /does not match the pattern/],
      ['plan: plus', 'plan: [plus]', /Incorrect type/],
    ]) {
      assert.ok(example.includes(from), from);
      const {wrong} = await opened(example.replace(from, to));
      assert.equal(wrong.length, 1, `${to}: ${JSON.stringify(wrong)}`);
      assert.match(wrong[0].message, why, to);
      const line = example.slice(0, example.indexOf(from)).split('\n').length;
      assert.ok(Math.abs(wrong[0].range.start.line - line) <= 8, `${to}: line ${wrong[0].range.start.line}, not about ${line}`);
    }
  });

  test('offers every field with what it means', async () => {
    const inSystem = `${HEAD}systems:\n  shop:\n    kind: shopify\n`;
    const inCarrier = `${HEAD}carriers:\n  acme:\n`;
    for (const [where, text, wanted, most] of [
      ['the map', '|\n', ['flow', 'title', 'teams', 'systems', 'handoffs', 'trade', 'allow'], 20],
      ['trade', `${HEAD}trade:\n  |\n`, ['order_edits', 'currencies', 'return_window', 'oversell_target'], 60],
      ['contract', `${HANDOFF}    contract:\n      |\n`, ['import_from', 'date.of', 'date.zone', 'money.lines', 'hold_window'], 80],
      ['a handoff', `${HANDOFF}    |\n`, ['by', 'via', 'covers', 'key', 'backstop', 'owner', 'contract', 'map'], 20],
      ['a system', `${inSystem}    |\n`, ['role', 'team', 'plan', 'secret', 'facts', 'profile'], 20],
      ['the facts of a system', `${inSystem}    facts:\n      |\n`, ['order.ordered', 'rate.calls_per_second', 'cutoff.time'], 600],
      ['a carrier', `${inCarrier}    |\n`, ['title', 'team', 'kind', 'profile', 'facts'], 10],
      ['the facts of a carrier', `${inCarrier}    facts:\n      |\n`, ['order.delivery', 'reconcile.every'], 600],
      ['authority', `${HEAD}authority:\n  |\n`, ['inventory', 'order.address', 'restock.return'], 40],
      ['allow', `${HEAD}allow:\n  - |\n`, ['breakpoint', 'at', 'reason', 'until'], 10],
      ['volume', `${HEAD}volume:\n  |\n`, ['orders_per_day', 'peak_orders_per_minute'], 10],
      ['a team', `${HEAD}teams:\n  it:\n    |\n`, ['title', 'reach'], 10],
    ]) {
      const found = await offered(text);
      for (const field of wanted) assert.match(found.get(field)?.about ?? `${field} is missing`, /\.$/, `${where}: ${field}`);
      assert.ok(found.size <= most, `${where}: ${found.size} offers`);
      for (const [label, {about}] of found) assert.ok(about.length > 10, `${where}: ${label} is not explained`);
    }
  });

  test('offers every word that may stand as a value', async () => {
    for (const [text, wanted] of [
      [`${HEAD}handoffs:\n  orders:\n    carry: |\n`, ['order', 'shipment', 'journal']],
      [`${HEAD}handoffs:\n  orders:\n    covers: [|]\n`, ['create', 'partial', 'void']],
      [`${HEAD}systems:\n  shop:\n    role: |\n`, ['storefront', 'wms', '3pl']],
      [`${HEAD}systems:\n  shop:\n    kind: |\n`, ['shopify', 'netsuite', 'shiphero']],
      [`${HEAD}carriers:\n  acme:\n    kind: |\n`, ['celigo', 'spreadsheet']],
      [`${HEAD}allow:\n  - breakpoint: |\n`, ['oversell-sync-lag', 'refund-not-synced']],
      [`${HANDOFF}    contract:\n      date.of: |\n`, ['moved', 'imported']],
      [`${HEAD}trade:\n  order_edits: |\n`, ['true', 'false']],
    ]) {
      const found = await offered(text);
      for (const word of wanted) assert.ok(found.has(word), `${text}: ${word}, of ${[...found.keys()]}`);
    }
    const trade = await offered(`${HEAD}trade:\n  |\n`);
    assert.equal(trade.get('currencies').insert.startsWith('currencies:'), true);
    assert.equal(trade.get('return_window').insert, 'return_window: ${1:30d}', 'with an example to write over');
  });

  test('explains the field under the cursor, with an example', async () => {
    for (const [text, ...wanted] of [
      [`${HEAD}trade:\n  return_w|indow: 30d\n`, /How long after the purchase a customer may bring goods back\./, /Example:\s+```yaml\s+30d/],
      [`${HANDOFF}    bac|kstop: every 15m over 48h\n`, /The reconcile behind it/, /every 15m over 48h/],
      [`${HANDOFF}    contract:\n      date|.of: moved\n`, /takes the day of the document/, /`imported`/, /Example/],
      [`${HEAD}authority:\n  restock.ret|urn: shop\n`, /The one system that puts goods back to stock when they come back\./, /Example/],
      [`${HEAD}systems:\n  shop:\n    facts:\n      order.ord|ered: { value: true, reason: x }\n`, /announced in their order/, /reason: /],
      [`${HEAD}sys|tems:\n  shop: { kind: shopify, role: storefront, team: it }\n`, /Their order is the order of the lanes/, /kind: shopify/],
      [`${HEAD}carriers:\n  acme: { ki|nd: celigo }\n`, /Which product it is/, /Example/],
    ]) {
      const found = await explained(text);
      for (const it of wanted) assert.match(found, it, text);
    }
  });
});
