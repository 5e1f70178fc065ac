// The dashboard in a real browser, while a brand is at work: what is stuck, one order, one incident from its opening to
// its end. Read without JavaScript as well.

import assert from 'node:assert/strict';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, test} from 'node:test';

import {openBrowser, seamless, until} from './house.mjs';

let folder;
let demo;
let address;
let browser;
let context;
let page;
const complaints = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seamless-demo-'));
  demo = seamless(['demo', '--for', '150s', '--listen', '127.0.0.1:0'], {cwd: folder});
  [, address] = await demo.err.find(/dashboard +(http:\/\/\S+)/);
  const [, password] = await demo.err.find(/password +(\S+)/);
  browser = await openBrowser();
  context = await browser.newContext({baseURL: address, viewport: {width: 1280, height: 900}});
  page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('console', (said) => ['error', 'warning'].includes(said.type()) && complaints.push(said.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('response', (it) => it.status() >= 400 && complaints.push(`${it.status()} ${it.url()}`));
  await page.goto('/');
  assert.match(page.url(), /\/login/, 'nobody reads without signing in');
  await page.getByLabel('Your name').fill('Ada');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', {name: 'Sign in'}).click();
  await page.waitForSelector('#answer h1');
});

after(async () => {
  await browser?.close();
  // It would come to rest first; nobody waits for that here.
  await demo?.kill();
  if (folder) await rm(folder, {recursive: true, force: true});
});

const heading = () => page.locator('main h1').first().innerText();

/** The address of an open incident that is not one of these. */
async function openIncident(known) {
  const links = await page.locator('#stuck a[href^="/incidents/"]').evaluateAll((all) => all.map((it) => it.getAttribute('href')));
  return links.find((it) => !known.includes(it));
}

describe('the dashboard', () => {
  test('nobody comes in without the password', async () => {
    const stranger = await browser.newContext({baseURL: address});
    const answers = await Promise.all(['/', '/orders', '/incidents', '/flow'].map((to) => stranger.request.get(to, {maxRedirects: 0})));
    for (const it of answers) {
      assert.equal(it.status(), 303, it.url());
      assert.match(it.headers().location, /^\/login/);
    }
    await stranger.close();
  });

  test('says in one sentence what is stuck, and draws the flow with text that can be searched', async () => {
    assert.match(await heading(), /^(Nothing is stuck\.|\d+ orders? (is|are) stuck, .+ (has|have) (it|them)\.)$/);
    const words = await page.locator('.picture svg text').allTextContents();
    for (const title of ['Shopify', 'Northwind OMS', 'Northwind ERP', 'Reno warehouse']) {
      assert.ok(words.some((it) => it.includes(title)), `${title} stands in the picture: ${words.join(' | ')}`);
    }
    const box = await page.locator('.picture svg').boundingBox();
    assert.ok(box.width > 600 && box.height > 200, `the picture has a size: ${JSON.stringify(box)}`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'the page is not wider than the window');
  });

  test('finds an order by any identifier, and shows its story and what each system believes', async () => {
    const find = async (text) => {
      await page.keyboard.press('/');
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/orders\/\w+/);
    };
    await until('the first order is there', async () => {
      const found = await context.request.get('/search?q=%231001', {maxRedirects: 0});
      return /^\/orders\/\w+$/.test(found.headers().location ?? '');
    });
    await find('#1001');
    assert.match(await page.title(), /^#1001 · Northwind Outdoor/);
    await until('its story is told', async () => {
      await page.reload();
      return (await page.locator('ol.timeline').innerText()).includes('Reno warehouse');
    });
    const believed = page.locator('table.beliefs');
    assert.deepEqual((await believed.locator('thead th').allInnerTexts()).map((it) => it.trim()), ['Shopify', 'Northwind OMS', 'Northwind ERP', 'Reno warehouse']);
    const known = await believed.locator('tbody tr').first().innerText();
    assert.match(known, /#1001/);
    const rows = await believed.locator('tbody th').allInnerTexts();
    for (const row of ['known as', 'order', 'total', 'tracking']) assert.ok(rows.includes(row), `${row}: ${rows}`);
    const [, key] = /(SO-\d+|100\d\d)/.exec(known) ?? [];
    assert.ok(key, `another system's identifier: ${known}`);
    await page.goto('/');
    await find(key);
    assert.match(await page.title(), /^#1001 /, `${key} leads to the same order`);
  });

  test('shows an incident as it opens, whose it is, what to do, and that it is mended', async () => {
    await page.goto('/');
    const row = page.locator('#stuck tbody tr').filter({hasText: 'Northwind ERP has not got this order'}).first();
    await row.waitFor({timeout: 60_000});
    assert.match(await heading(), /^\d+ orders? (is|are) stuck/);
    assert.match(await row.innerText(), /IT/);
    const to = await row.locator('a[href^="/incidents/"]').first().getAttribute('href');
    await page.goto(to);
    assert.match(await heading(), /Northwind ERP has not got this order/);
    const told = await page.locator('main').innerText();
    for (const words of ['What is at risk', 'Whose it is', 'Runbook', 'seamless rehearse . --only webhook-missed-order']) {
      assert.ok(told.includes(words), `${words}: ${told}`);
    }
    await until('it is mended', async () => {
      await page.goto(to);
      return /Closed: /.test(await page.locator('main').innerText());
    });
    await page.goto('/incidents');
    const over = page.locator('section', {has: page.getByRole('heading', {name: 'Over'})});
    assert.match(await over.innerText(), /Northwind ERP has not got this order/);
  });

  test('takes down why an incident is ignored, and by whom', async () => {
    const seen = [];
    await page.goto('/');
    // Somebody in the demonstration minds incidents too, and may be quicker.
    await until('one is ignored', async () => {
      await page.goto('/');
      const to = await openIncident(seen);
      if (!to) return false;
      seen.push(to);
      await page.goto(to);
      const form = page.locator('form[action$="/ignore"]');
      if (!(await form.count())) return false;
      await form.locator('textarea').fill('the customer picks it up herself');
      await form.getByRole('button').click();
      await page.waitForURL(/done=ignore/);
      await until('it is taken down', async () => {
        await page.goto(to);
        return !(await page.locator('form[action$="/ignore"]').count());
      });
      return (await page.locator('main').innerText()).includes('Ignored by Ada: the customer picks it up herself');
    }, 80_000);
  });

  test('is read without JavaScript as well', async () => {
    const plain = await browser.newContext({baseURL: address, javaScriptEnabled: false, storageState: await context.storageState()});
    const reader = await plain.newPage();
    for (const to of ['/', '/flow', '/orders', '/incidents', '/rehearsals', '/teams', '/settings', '/search?q=%231001']) {
      const answer = await reader.goto(to);
      assert.equal(answer.status(), 200, to);
      assert.ok((await reader.locator('h1').innerText()).trim().length > 2, `${to} has its heading`);
      assert.equal(await reader.locator('h1').count(), 1, `${to} has one`);
    }
    assert.match(reader.url(), /\/orders\/\w+/);
    assert.ok((await reader.locator('table.beliefs').innerText()).includes('#1001'));
    assert.ok((await reader.locator('.picture svg text').count()) > 4);
    await plain.close();
  });

  test('leaves nothing to complain about in the console', () => {
    assert.deepEqual(complaints, []);
  });
});
