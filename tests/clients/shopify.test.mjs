// The official Shopify client against the twin: what works on a shop works here, and what a shop refuses is refused.

import assert from 'node:assert/strict';
import {createServer} from 'node:http';
import {after, before, describe, test} from 'node:test';

import '@shopify/shopify-api/adapters/node';
import {ApiVersion, GraphqlQueryError, LogSeverity, shopifyApi} from '@shopify/shopify-api';
import {setAbstractFetchFunc} from '@shopify/shopify-api/runtime';

import {seamless, until} from './house.mjs';

const SHOP = 'northwind.myshopify.com';
// What a double still tells apart; the identifiers of a shop are larger.
const EXACT = BigInt(Number.MAX_SAFE_INTEGER);

let hooks;
let sandbox;
let shopify;
let client;

before(async () => {
  hooks = await listen();
  sandbox = seamless([
    'sandbox', 'examples/northwind/flow.yaml', '--format', 'json', '--for', '300s',
    '--webhooks', `http://127.0.0.1:${hooks.port}/{system}`,
  ]);
  const {systems} = JSON.parse((await sandbox.out.find(/^\{.*\}$/m))[0]);
  const twin = systems.find((it) => it.system === 'shop');
  setAbstractFetchFunc((url, options) => fetch(String(url).replace(`https://${SHOP}`, twin.url), options));
  shopify = shopifyApi({
    apiKey: twin.client_id,
    apiSecretKey: twin.secret,
    apiVersion: ApiVersion.October26,
    hostName: 'seamless.example',
    isEmbeddedApp: false,
    logger: {level: LogSeverity.Error},
  });
  const {session} = await shopify.auth.clientCredentials({shop: SHOP});
  client = new shopify.clients.Graphql({session});
});

after(async () => {
  await sandbox?.stop();
  hooks?.server.close();
});

/** Takes every webhook in as an app does, and keeps what the official validator says of it. */
async function listen() {
  const got = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const rawBody = Buffer.concat(chunks).toString('utf8');
    const verdict = await shopify.webhooks.validate({rawBody, rawRequest: request, rawResponse: response});
    const tampered = await shopify.webhooks.validate({
      rawBody: rawBody.replace(/\d/, (digit) => String((Number(digit) + 1) % 10)),
      rawRequest: request,
      rawResponse: response,
    });
    got.push({topic: request.headers['x-shopify-topic'], rawBody, verdict, tampered});
    response.writeHead(200).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {server, got, port: server.address().port};
}

const money = (amount) => ({shopMoney: {amount, currencyCode: 'USD'}});

/** Sends one operation and gives its first field. */
async function ask(query, variables = {}) {
  const {data} = await client.request(query, {variables});
  return Object.values(data)[0];
}

/** Sends one mutation that must be carried out. */
async function done(query, variables) {
  const payload = await ask(query, variables);
  assert.deepEqual(payload.userErrors ?? [], []);
  return payload;
}

async function place(lines) {
  const total = lines.reduce((sum, it) => sum + Number(it.price) * it.quantity, 0).toFixed(2);
  const {order} = await done(
    `mutation($order: OrderCreateOrderInput!) { orderCreate(order: $order) {
      order { id name legacyResourceId displayFinancialStatus
        totalPriceSet { shopMoney { amount currencyCode } }
        lineItems(first: 10) { nodes { id sku quantity } }
        transactions(first: 5) { id kind gateway } }
      userErrors { field message } } }`,
    {
      order: {
        email: 'ada@example.com',
        lineItems: lines.map((it) => ({
          title: `Item ${it.sku}`, sku: it.sku, quantity: it.quantity, requiresShipping: true, priceSet: money(it.price),
        })),
        shippingAddress: {firstName: 'Ada', lastName: 'Example', address1: '1 Main St', city: 'Reno', zip: '89501', countryCode: 'US', provinceCode: 'NV'},
        transactions: [{kind: 'SALE', status: 'SUCCESS', gateway: 'manual', amountSet: money(total)}],
      },
    },
  );
  return order;
}

const read = (id) => ask(
  `query($id: ID!) { order(id: $id) { id name cancelledAt cancelReason closed displayFinancialStatus displayFulfillmentStatus
    cancellation { staffNote }
    currentTotalPriceSet { shopMoney { amount } } totalRefundedSet { shopMoney { amount } }
    lineItems(first: 10) { nodes { id sku quantity currentQuantity unfulfilledQuantity } }
    fulfillmentOrders(first: 10) { nodes { id status lineItems(first: 10) { nodes { id totalQuantity remainingQuantity lineItem { sku } } } } }
    fulfillments(first: 10) { id name status trackingInfo { number company url } }
    refunds(first: 10) { id note totalRefundedSet { shopMoney { amount } } } } }`,
  {id},
);

describe('the official Shopify client', () => {
  test('creates an order and reads it, its identifier exact', async () => {
    const made = await place([{sku: 'TENT-2P', quantity: 1, price: '249.00'}, {sku: 'MUG-12', quantity: 3, price: '12.50'}]);
    assert.match(made.name, /^#\d+$/);
    assert.ok(BigInt(made.legacyResourceId) > EXACT, `${made.legacyResourceId} is beyond 2^53`);
    assert.equal(made.id, `gid://shopify/Order/${made.legacyResourceId}`);
    assert.equal(made.displayFinancialStatus, 'PAID');
    assert.deepEqual(made.totalPriceSet, {shopMoney: {amount: '286.5', currencyCode: 'USD'}});
    const seen = await read(made.id);
    assert.equal(seen.name, made.name);
    assert.equal(seen.displayFulfillmentStatus, 'UNFULFILLED');
    assert.deepEqual(seen.lineItems.nodes.map((it) => [it.sku, it.quantity]), [['TENT-2P', 1], ['MUG-12', 3]]);
    assert.equal(await ask('{ order(id: "gid://shopify/Order/1") { id } }'), null);
  });

  test('finds orders by their name, and pages through them', async () => {
    const placed = [];
    for (let n = 0; n < 5; n += 1) placed.push(await place([{sku: `PAGE-${n}`, quantity: 1, price: '5.00'}]));
    const search = 'query($q: String, $after: String) { orders(first: 2, after: $after, query: $q, sortKey: ID) { nodes { id name } pageInfo { hasNextPage endCursor } } }';
    const one = await ask(search, {q: `name:${placed[2].name}`});
    assert.deepEqual(one.nodes.map((it) => it.id), [placed[2].id]);
    const pages = [];
    let page;
    do {
      page = await ask(search, {q: null, after: page?.pageInfo.endCursor ?? null});
      pages.push(page.nodes.map((it) => it.name));
    } while (page.pageInfo.hasNextPage);
    const names = pages.flat();
    assert.equal(new Set(names).size, names.length, 'no order comes twice');
    assert.ok(pages.slice(0, -1).every((it) => it.length === 2), 'pages are full');
    for (const order of placed) assert.ok(names.includes(order.name));
    assert.deepEqual((await ask(search, {q: 'name:#999999'})).nodes, []);
  });

  test('ships an order in two parcels, each with its tracking', async () => {
    const made = await place([{sku: 'A-1', quantity: 2, price: '20.00'}]);
    const [request] = (await read(made.id)).fulfillmentOrders.nodes;
    assert.equal(request.status, 'OPEN');
    const ship = (quantity, number) => done(
      `mutation($fulfillment: FulfillmentInput!) { fulfillmentCreate(fulfillment: $fulfillment) {
        fulfillment { id name status totalQuantity trackingInfo { number company url } } userErrors { field message } } }`,
      {
        fulfillment: {
          lineItemsByFulfillmentOrder: [{fulfillmentOrderId: request.id, fulfillmentOrderLineItems: [{id: request.lineItems.nodes[0].id, quantity}]}],
          trackingInfo: {company: 'UPS', number},
        },
      },
    );
    const {fulfillment} = await ship(1, '1Z999AA10123456784');
    assert.equal(fulfillment.status, 'SUCCESS');
    assert.equal(fulfillment.name, `${made.name}-F1`);
    assert.equal(fulfillment.trackingInfo[0].number, '1Z999AA10123456784');
    assert.equal(fulfillment.trackingInfo[0].company, 'UPS');
    assert.equal((await read(made.id)).displayFulfillmentStatus, 'PARTIALLY_FULFILLED');
    await ship(1, '1Z999AA10123456785');
    const seen = await read(made.id);
    assert.equal(seen.displayFulfillmentStatus, 'FULFILLED');
    assert.deepEqual(seen.fulfillments.map((it) => it.trackingInfo[0].number), ['1Z999AA10123456784', '1Z999AA10123456785']);
    assert.equal(seen.lineItems.nodes[0].unfulfilledQuantity, 0);
    await assert.rejects(ship(1, '1Z999AA10123456786'), /unfulfillable status= closed/);
  });

  test('cancels an order: the work is a job, and the money goes back', async () => {
    const made = await place([{sku: 'B-1', quantity: 1, price: '30.00'}]);
    const cancel = `mutation($id: ID!) { orderCancel(orderId: $id, reason: CUSTOMER, restock: true, staffNote: "changed her mind",
      refundMethod: {originalPaymentMethodsRefund: true}) {
        job { id done } orderCancelUserErrors { field message code } userErrors { field message } } }`;
    const {job} = await done(cancel, {id: made.id});
    assert.equal(job.done, false);
    await until('the job is done', async () => (await ask('query($id: ID!) { job(id: $id) { done } }', {id: job.id})).done);
    const seen = await read(made.id);
    assert.equal(seen.cancelReason, 'CUSTOMER');
    assert.ok(seen.cancelledAt);
    assert.equal(seen.closed, true);
    assert.equal(seen.cancellation.staffNote, 'changed her mind');
    assert.equal(seen.displayFinancialStatus, 'REFUNDED');
    assert.equal(seen.currentTotalPriceSet.shopMoney.amount, '0.0');
    assert.ok(seen.fulfillmentOrders.nodes.every((it) => it.status === 'CLOSED'));
    const again = await ask(cancel, {id: made.id});
    assert.equal(again.orderCancelUserErrors[0].message, 'Cannot cancel an order that has already been canceled');
  });

  test('refunds a part once, however often it asks with one key', async () => {
    const made = await place([{sku: 'C-1', quantity: 3, price: '10.00'}]);
    const mutation = `mutation($input: RefundInput!, $key: String!) { refundCreate(input: $input) @idempotent(key: $key) {
      refund { id note totalRefundedSet { shopMoney { amount } } refundLineItems(first: 5) { nodes { quantity restockType } } }
      order { displayFinancialStatus } userErrors { field message } } }`;
    const input = {
      orderId: made.id,
      note: 'arrived broken',
      refundLineItems: [{lineItemId: made.lineItems.nodes[0].id, quantity: 1, restockType: 'NO_RESTOCK'}],
      transactions: [{orderId: made.id, parentId: made.transactions[0].id, kind: 'REFUND', gateway: 'manual', amount: '10.00'}],
    };
    const first = await done(mutation, {input, key: 'b1f2'});
    assert.equal(first.refund.totalRefundedSet.shopMoney.amount, '10.0');
    assert.deepEqual(first.refund.refundLineItems.nodes, [{quantity: 1, restockType: 'NO_RESTOCK'}]);
    assert.equal(first.order.displayFinancialStatus, 'PARTIALLY_REFUNDED');
    const again = await done(mutation, {input, key: 'b1f2'});
    assert.equal(again.refund.id, first.refund.id);
    const seen = await read(made.id);
    assert.equal(seen.refunds.length, 1);
    assert.equal(seen.refunds[0].note, 'arrived broken');
    assert.equal(seen.totalRefundedSet.shopMoney.amount, '10.0');
    await assert.rejects(
      ask(mutation.replace('@idempotent(key: $key)', '').replace(', $key: String!', ''), {input}),
      /@idempotent directive is required/,
    );
  });

  test('hears of its mistakes as a shop tells them', async () => {
    await assert.rejects(ask('{ orders(first: 1) { nodes { id colour } } }'), (error) => {
      assert.ok(error instanceof GraphqlQueryError);
      const [told] = error.body.errors.graphQLErrors;
      assert.equal(told.message, "Field 'colour' doesn't exist on type 'Order'");
      assert.deepEqual(told.path, ['query', 'orders', 'nodes', 'colour']);
      assert.deepEqual(told.extensions, {code: 'undefinedField', typeName: 'Order', fieldName: 'colour'});
      assert.equal(told.locations[0].line, 1);
      return true;
    });
    await assert.rejects(ask('{ orders { nodes { id } } }'), /you must provide one of first or last/);
    const stranger = new shopify.clients.Graphql({session: {...client.session, shop: SHOP, accessToken: 'shpat_wrong'}});
    await assert.rejects(stranger.request('{ shop { name } }'), (error) => {
      assert.equal(error.response.code, 401);
      return true;
    });
  });

  test('is throttled when its bucket is empty, and told how full it is', async () => {
    const query = `{ ${Array.from({length: 990}, (_, n) => `a${n}: shop { name }`).join(' ')} }`;
    const first = await client.request(query);
    assert.equal(first.extensions.cost.requestedQueryCost, 990);
    assert.equal(first.extensions.cost.throttleStatus.maximumAvailable, 20_000);
    assert.equal(first.extensions.cost.throttleStatus.restoreRate, 1000);
    const throttled = await until('the bucket is empty', async () => {
      const answers = await Promise.allSettled(Array.from({length: 8}, () => client.request(query)));
      return answers.find((it) => it.status === 'rejected')?.reason;
    });
    const [told] = throttled.body.errors.graphQLErrors;
    assert.equal(told.message, 'Throttled');
    assert.equal(told.extensions.code, 'THROTTLED');
    assert.equal(throttled.body.errors.networkStatusCode, 200);
    const {cost} = throttled.body.extensions;
    assert.equal(cost.requestedQueryCost, 990);
    assert.equal(cost.actualQueryCost, null);
    assert.ok(cost.throttleStatus.currentlyAvailable < 990);
  });
});

describe('the official validator', () => {
  test('accepts every webhook, and no other body under its signature', async () => {
    const made = await place([{sku: 'HOOK-1', quantity: 1, price: '9.99'}]);
    const wanted = ['orders/create', 'orders/cancelled', 'orders/updated', 'fulfillments/create', 'refunds/create', 'order_transactions/create'];
    await until('a webhook of each topic', () => wanted.every((topic) => hooks.got.some((it) => it.topic === topic)));
    await until('the order', () => hooks.got.some((it) => it.topic === 'orders/create' && it.rawBody.includes(made.legacyResourceId)));
    for (const {topic, rawBody, verdict, tampered} of hooks.got) {
      assert.equal(verdict.valid, true, `${topic}: ${JSON.stringify(verdict)}`);
      assert.equal(verdict.domain, SHOP);
      assert.equal(verdict.apiVersion, '2026-10');
      assert.equal(verdict.topic, topic.toUpperCase().replace('/', '_'));
      assert.ok(verdict.webhookId && verdict.eventId && verdict.triggeredAt, `${topic} has all its headers`);
      assert.deepEqual(tampered, {valid: false, reason: 'invalid_hmac'}, `${topic}: ${rawBody.slice(0, 40)}`);
    }
  });
});
