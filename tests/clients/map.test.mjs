// What `seamless map` writes, held against the programs that read it: Mermaid, bpmn-js with bpmnlint, and a browser.

import assert from 'node:assert/strict';
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, test} from 'node:test';
import {pathToFileURL} from 'node:url';

import {BpmnModdle} from 'bpmn-moddle';

import {ROOT, openBrowser, said} from './house.mjs';
import {MARKETPLACE, ODD, TWO_WAREHOUSES} from './maps.mjs';

const require = createRequire(import.meta.url);
const {Linter} = require('bpmnlint');
const NodeResolver = require('bpmnlint/lib/resolver/node-resolver');

const NORTHWIND = join(ROOT, 'examples', 'northwind', 'flow.yaml');
const TITLE_OF_ODD = '1. "end" [x] {y} #2; | style:"#a" %%{init: {}}%% `z` <i>日本語</i>';

let folder;
let browser;
const maps = new Map([['northwind', NORTHWIND]]);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seamless-map-'));
  for (const [name, text] of Object.entries({two: TWO_WAREHOUSES, market: MARKETPLACE, odd: ODD})) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'flow.yaml'), text);
    maps.set(name, join(folder, name, 'flow.yaml'));
  }
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  if (folder) await rm(folder, {recursive: true, force: true});
});

/** Draws a map, and gives what was written. */
const draw = (name, format, more = []) => said(['map', maps.get(name), '--format', format, ...more]);

/** A page with these scripts of a package in it. */
async function pageWith(...scripts) {
  const page = await browser.newPage({viewport: {width: 1600, height: 900}});
  await page.setContent('<!doctype html><body><div id="canvas" style="height:800px"></div></body>');
  for (const it of scripts) await page.addScriptTag({path: require.resolve(it)});
  return page;
}

describe('Mermaid', () => {
  let page;
  before(async () => {
    page = await pageWith('mermaid/dist/mermaid.min.js');
    await page.evaluate(() => mermaid.initialize({startOnLoad: false, securityLevel: 'strict'}));
  });
  after(() => page?.close());

  /** What Mermaid makes of a text: the diagram's type, and its labels as people read them. */
  const read = (text) => page.evaluate(async (it) => {
    await mermaid.parse(it);
    const {svg, diagramType} = await mermaid.render('drawn', it);
    document.body.innerHTML = svg;
    const words = (what) => [...document.querySelectorAll(what)].map((label) => label.innerText ?? label.textContent);
    const labels = words('.nodeLabel, .edgeLabel, .cluster-label, .swimlane-label').map((it) => it.replace(/\s+/g, ' ').trim());
    return {diagramType, labels, drawn: svg.length};
  }, text);

  for (const [format, type] of [['mermaid', 'flowchart-v2'], ['mermaid-swimlane', 'swimlane']]) {
    test(`reads the ${format} of every map`, async () => {
      for (const name of ['northwind', 'two', 'market']) {
        const {diagramType, labels} = await read(await draw(name, format));
        assert.equal(diagramType, type, name);
        const said = labels.join(' | ');
        assert.match(said, /Order placed/, name);
        assert.match(said, /order · \S*orders within 1m · by Seamless/, name);
      }
      const {labels} = await read(await draw('market', format, ['--lanes', 'team']));
      assert.match(labels.join(' | '), /Operations/);
    });
  }

  test('shows a title as it stands in the map, whatever is in it', async () => {
    const {labels} = await read(await draw('odd', 'mermaid'));
    assert.ok(labels.some((it) => it.includes(TITLE_OF_ODD)), labels.join(' | '));
  });
});

describe('BPMN', () => {
  let page;
  before(async () => (page = await pageWith('bpmn-js/dist/bpmn-viewer.development.js')));
  after(() => page?.close());

  // A linter of its own each time: some of its rules remember what they have seen.
  const lint = (root) => new Linter({config: {extends: 'bpmnlint:recommended'}, resolver: new NodeResolver()}).lint(root);

  for (const name of ['northwind', 'two', 'market', 'odd']) {
    test(`opens without a warning and lints clean: ${name}`, async () => {
      const xml = await draw(name, 'bpmn');
      const {rootElement, warnings} = await new BpmnModdle().fromXML(xml);
      assert.deepEqual(warnings, []);
      assert.deepEqual(await lint(rootElement), {});
      const drawn = await page.evaluate(async (it) => {
        document.getElementById('canvas').replaceChildren();
        const viewer = new BpmnJS({container: '#canvas'});
        const imported = await viewer.importXML(it);
        const elements = viewer.get('elementRegistry').getAll();
        const kinds = {};
        for (const {type} of elements) kinds[type] = (kinds[type] ?? 0) + 1;
        return {warnings: imported.warnings.map((warning) => warning.message), kinds};
      }, xml);
      assert.deepEqual(drawn.warnings, []);
      const collaboration = rootElement.rootElements.find((it) => it.$type === 'bpmn:Collaboration');
      assert.equal(drawn.kinds['bpmn:Participant'], collaboration.participants.length);
      assert.equal(drawn.kinds['bpmn:MessageFlow'] ?? 0, (collaboration.messageFlows ?? []).length);
    });
  }

  test('has a pool for each system, a message flow for each handoff, a gateway where conditions part', async () => {
    const {rootElement} = await new BpmnModdle().fromXML(await draw('two', 'bpmn'));
    const of = (type) => rootElement.rootElements.filter((it) => it.$type === type);
    const [{participants, messageFlows}] = of('bpmn:Collaboration');
    assert.deepEqual(participants.map((it) => it.name), ['shop', 'OMS #1 [main]', 'Xero', 'East', '1. West']);
    assert.equal(messageFlows.length, 9);
    const oms = of('bpmn:Process').find((it) => it.id === 'Process_oms').flowElements;
    const choices = oms.filter((it) => it.$type === 'bpmn:ExclusiveGateway' && it.outgoing.length > 1);
    assert.equal(choices.length, 1, 'the two conditions are one question');
    const ways = choices[0].outgoing.map((it) => it.conditionExpression?.body).sort();
    assert.deepEqual(ways, ['!(order.ship_to.country in ["US", "CA"])', 'order.ship_to.country in ["US", "CA"]']);
  });

  test('asks one question for each condition where they overlap', async () => {
    const {rootElement} = await new BpmnModdle().fromXML(await draw('market', 'bpmn'));
    const erp = rootElement.rootElements.find((it) => it.id === 'Process_erp').flowElements;
    const choices = erp.filter((it) => it.$type === 'bpmn:ExclusiveGateway' && it.outgoing.length > 1);
    assert.equal(choices.length, 2);
    for (const it of choices) assert.equal(it.default.name, 'otherwise');
  });
});

describe('the page', () => {
  let page;
  let address;
  const complaints = [];
  const asked = [];

  before(async () => {
    const path = join(folder, 'flow.html');
    await said(['map', NORTHWIND, '--findings', '-o', path]);
    address = pathToFileURL(path).href;
    page = await browser.newPage({viewport: {width: 1360, height: 900}});
    page.setDefaultTimeout(10_000);
    page.on('console', (said) => complaints.push(said.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (it) => it.url() !== address && asked.push(it.url()));
    await page.goto(address);
  });
  after(() => page?.close());

  const words = (id) => page.locator(`.handoff[data-handoff="${id}"] text`).first();
  const having = (name) => page.locator(`.handoff.${name}`).evaluateAll((all) => all.map((it) => it.dataset.handoff).sort());
  const steps = () => page.locator('.step:not(.dimmed)').evaluateAll((all) => all.map((it) => it.textContent).sort());
  const still = async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.mouse.move(2, 2);
  };

  test('says first what there is and what is at risk', async () => {
    assert.match(await page.locator('h1').innerText(), /^5 handoffs join 4 systems; Seamless carries 4, others carry 1\. .*(at risk|cannot be told)/);
    assert.equal(await page.locator('h1').count(), 1);
  });

  test('lights the whole way of what the pointer is on, and dims the rest', async () => {
    await words('picks').hover();
    assert.deepEqual(await having('lit'), ['orders', 'picks', 'shipped']);
    assert.deepEqual(await having('dimmed'), ['booking', 'refunded']);
    assert.ok((await steps()).includes('Shipped'));
    await page.locator('.step[data-system="erp"][data-document="order"]').hover();
    assert.deepEqual(await having('lit'), ['booking', 'orders'], 'a box lights the way to it');
    await still();
    assert.deepEqual(await having('dimmed'), []);
  });

  test('does the same from the keyboard, and opens a contract with Enter', async () => {
    await page.locator('.picture').focus();
    const at = () => page.evaluate(() => document.activeElement.closest('[data-handoff]')?.dataset.handoff);
    for (let presses = 0; presses < 40 && (await at()) !== 'booking'; presses += 1) await page.keyboard.press('Tab');
    assert.equal(await at(), 'booking');
    assert.deepEqual(await having('lit'), ['booking', 'orders']);
    await page.keyboard.press('Enter');
    const panel = page.locator('#panel');
    await panel.waitFor();
    const told = await panel.innerText();
    for (const it of ['Acme Connect', 'external_id', 'reference', 'within 15m', 'by a poll every 5m', 'IT', 'slack:#integrations', 'poison-order-dead-letter']) {
      assert.ok(told.includes(it), `${it}: ${told}`);
    }
    await page.keyboard.press('Escape');
    assert.equal(await panel.isVisible(), false);
    assert.equal(await at(), 'booking', 'the focus goes back to where it was');
    await still();
  });

  test('opens a contract with a click, has an address for it, and closes it', async () => {
    const before = await page.locator('.picture svg').boundingBox();
    await words('picks').click();
    const told = await page.locator('#panel').innerText();
    for (const it of ['Northwind OMS', 'Reno warehouse', 'order.ship_to.country in ["US", "CA"]', 'mappings/pick.yaml', 'every 15m, over the last 2d', 'request_ref', 'slack:#fulfillment']) {
      assert.ok(told.includes(it), `${it}: ${told}`);
    }
    assert.equal((await page.locator('.picture svg').boundingBox()).width, before.width, 'the picture keeps its size');
    assert.match(page.url(), /#contract-picks$/);
    await page.getByRole('button', {name: 'Close'}).click();
    assert.equal(await page.locator('#panel').isVisible(), false);
    const again = await browser.newPage();
    await again.goto(`${address}#contract-shipped`);
    assert.match(await again.locator('#panel').innerText(), /Reno warehouse → Shopify/);
    await again.close();
    await still();
  });

  test('finds where an identifier, a system or a handoff occurs', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('external_id');
    assert.deepEqual(await having('lit'), ['booking', 'orders']);
    const said = page.getByRole('status');
    assert.match(await said.innerText(), /name in Shopify → external_id in Northwind OMS → reference in Northwind ERP/);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    assert.match(await page.locator('#panel').innerText(), /^Close\s+orders/);
    await page.keyboard.press('/');
    await page.keyboard.type('warehouse');
    assert.deepEqual(await having('lit'), ['picks', 'shipped']);
    assert.equal(await page.locator('.lane.lit').getAttribute('data-system'), 'warehouse');
    await page.locator('#q').fill('refund');
    assert.deepEqual(await having('lit'), ['refunded']);
    await page.locator('#q').fill('<b>gremlin</b>');
    assert.equal(await said.innerText(), 'Nothing here is called “<b>gremlin</b>”.');
    assert.deepEqual(await having('dimmed'), []);
    await still();
    assert.equal(await page.locator('#q').inputValue(), '');
  });

  test('lets each part of an arrow be met that goes on in the next band', async () => {
    const wide = await browser.newPage({viewport: {width: 1360, height: 900}});
    const path = join(folder, 'wide.html');
    await said(['init', join(folder, 'wide'), '--template', 'marketplace']);
    await said(['map', join(folder, 'wide', 'flow.yaml'), '-o', path]);
    await wide.goto(pathToFileURL(path).href);
    const lines = (name) => wide.locator(`.handoff .${name}`).count();
    assert.ok((await lines('line')) > (await wide.locator('.handoff').count()), 'some arrow goes on in the next band');
    assert.equal(await lines('reach'), await lines('line'));
    await wide.close();
  });

  test('fits a phone, and dark rooms', async () => {
    for (const [width, height] of [[390, 800], [768, 1000], [1360, 900]]) {
      await page.setViewportSize({width, height});
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width} px: nothing sticks out`);
    }
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    await page.emulateMedia({colorScheme: 'dark'});
    assert.notEqual(await ground(), light);
    await page.emulateMedia({colorScheme: 'light'});
  });

  test('is read without JavaScript as well', async () => {
    const context = await browser.newContext({javaScriptEnabled: false});
    const plain = await context.newPage();
    await plain.goto(address);
    assert.equal(await plain.locator('.contract').count(), 5);
    assert.equal(await plain.locator('#find').isVisible(), false, 'what would not work is not offered');
    await plain.locator('.handoff[data-handoff="picks"] text').first().click();
    assert.match(plain.url(), /#contract-picks$/);
    assert.ok(await plain.locator('#contract-picks').isVisible());
    assert.match(await plain.locator('#identifiers').innerText(), /external_id in Northwind OMS/);
    await context.close();
  });

  test('asks nothing of the network and complains of nothing', async () => {
    assert.deepEqual(complaints, []);
    assert.deepEqual(asked, []);
    assert.ok((await readFile(join(folder, 'flow.html'))).length < 150_000);
  });

  test('shows an odd map whole, and lets nothing in it become markup', async () => {
    const odd = await browser.newPage();
    await odd.setContent(await draw('odd', 'html'));
    assert.equal(await odd.locator('main i, main h1 b').count(), 0);
    assert.ok((await odd.locator('.system').innerText()).includes(TITLE_OF_ODD));
    assert.match(await odd.locator('#contracts').innerText(), /No system hands anything to another yet/);
    await odd.close();
  });
});
