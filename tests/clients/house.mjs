// The binary under test as a child of the tests: started, listened to, and gone at the end whatever happens. And the
// browser that looks at what it made.

import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

import {chromium} from 'playwright-core';

/** The root of the checkout. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const BINARY = process.env.SEAMLESS ?? join(ROOT, 'target', 'debug', 'seamless');

/** Nothing that needs rights that a container lacks, and nothing that Chromium asks of the network by itself. */
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** Starts `seamless` with these arguments. */
export function seamless(args, {cwd = ROOT, env = {}} = {}) {
  if (!existsSync(BINARY)) throw new Error(`${BINARY} is not built: cargo build -p seamless-cli`);
  const child = spawn(BINARY, args, {cwd, env: {...process.env, NO_COLOR: '1', ...env}});
  running.add(child);
  const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve({code, signal})));
  ended.then(() => running.delete(child));
  const out = new Lines(child.stdout, ended);
  const err = new Lines(child.stderr, ended);
  const stop = async () => {
    child.kill('SIGTERM');
    return ended;
  };
  const kill = async () => {
    child.kill('SIGKILL');
    return ended;
  };
  return {out, err, ended, stop, kill};
}

/** Runs `seamless` to its end, which is to have one of these exit codes, and gives its output. */
export async function said(args, {codes = [0], ...more} = {}) {
  const {out, err, ended} = seamless(args, more);
  const {code} = await ended;
  assert.ok(codes.includes(code), `${args.join(' ')}: ${code}\n${err.text}`);
  return out.text;
}

/** The names of the templates that `seamless init` has. */
export async function templates() {
  const listed = await said(['init', '--template', 'list']);
  return listed.trim().split('\n').map((it) => it.split(/\s+/)[0]);
}

/** A Chromium without a window. */
export function openBrowser() {
  return chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: FLAGS});
}

/** What a stream has said so far, and what it is going to say. */
class Lines {
  #text = '';
  #waiting = new Set();

  constructor(stream, ended) {
    stream.setEncoding('utf8');
    stream.on('data', (text) => {
      this.#text += text;
      this.#waiting.forEach((look) => look());
    });
    ended.then(() => this.#waiting.forEach((look) => look(true)));
  }

  get text() {
    return this.#text;
  }

  /** The first match of a pattern, as soon as it is there. */
  find(pattern, within = 30_000) {
    return new Promise((resolve, reject) => {
      const done = (settle, value) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        settle(value);
      };
      const missing = (why) => done(reject, new Error(`${pattern} was not said ${why}:\n${this.#text}`));
      const look = (over = false) => {
        const match = pattern.exec(this.#text);
        if (match) done(resolve, match);
        else if (over) missing('before the end');
      };
      const timer = setTimeout(missing, within, `within ${within} ms`);
      this.#waiting.add(look);
      look();
    });
  }
}

/** Asks again until the answer is something; there is no other way to wait for what another program does. */
export async function until(what, ask, within = 30_000) {
  const end = Date.now() + within;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`${what}: not within ${within} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
