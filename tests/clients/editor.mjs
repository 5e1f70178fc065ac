// A client of the YAML language server, over its standard input and output.

import {spawn} from 'node:child_process';
import {createRequire} from 'node:module';

const require = createRequire(import.meta.url);

/** Starts the YAML language server, as an editor does. */
export class Editor {
  #child;
  #bytes = Buffer.alloc(0);
  #next = 1;
  #asked = new Map();
  #diagnosed = new Map();
  #waiting = new Map();
  settings;

  constructor(settings = {}) {
    this.settings = {validate: true, completion: true, hover: true, schemaStore: {enable: false}, ...settings};
    this.#child = spawn(process.execPath, [require.resolve('yaml-language-server/bin/yaml-language-server'), '--stdio']);
    this.#child.stdout.on('data', (bytes) => this.#read(bytes));
    this.#child.stderr.pipe(process.stderr);
    process.on('exit', () => this.#child.kill('SIGKILL'));
  }

  /** Says hello. */
  async open() {
    const capabilities = {workspace: {configuration: true}, textDocument: {hover: {contentFormat: ['markdown']}, completion: {completionItem: {documentationFormat: ['markdown'], snippetSupport: true}}}};
    await this.ask('initialize', {processId: process.pid, rootUri: null, capabilities});
    this.#tell('initialized', {});
    this.#tell('workspace/didChangeConfiguration', {settings: {yaml: this.settings}});
    return this;
  }

  /** Opens a text as a file, and gives what the server says is wrong with it. */
  show(uri, text) {
    this.#diagnosed.delete(uri);
    const told = new Promise((resolve) => this.#waiting.set(uri, resolve));
    this.#tell('textDocument/didOpen', {textDocument: {uri, languageId: 'yaml', version: 1, text}});
    return told;
  }

  /** Closes a file. */
  hide(uri) {
    this.#tell('textDocument/didClose', {textDocument: {uri}});
  }

  /** Asks something, and gives the answer. */
  ask(method, params) {
    const id = this.#next++;
    this.#send({id, method, params});
    return new Promise((resolve, reject) => this.#asked.set(id, {resolve, reject}));
  }

  /** Says goodbye. */
  async close() {
    await this.ask('shutdown', null);
    this.#tell('exit', null);
    await new Promise((resolve) => this.#child.on('exit', resolve));
  }

  #tell(method, params) {
    this.#send({method, params});
  }

  #send(message) {
    const text = JSON.stringify({jsonrpc: '2.0', ...message});
    this.#child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  #read(bytes) {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    for (;;) {
      const head = this.#bytes.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#bytes.subarray(0, head).toString())[1]);
      if (this.#bytes.length < head + 4 + length) return;
      const message = JSON.parse(this.#bytes.subarray(head + 4, head + 4 + length).toString());
      this.#bytes = this.#bytes.subarray(head + 4 + length);
      this.#take(message);
    }
  }

  #take(message) {
    if (message.method === 'textDocument/publishDiagnostics') {
      const {uri, diagnostics} = message.params;
      this.#waiting.get(uri)?.(diagnostics);
      this.#waiting.delete(uri);
    } else if (message.method === 'workspace/configuration') {
      const sections = {yaml: this.settings};
      this.#send({id: message.id, result: message.params.items.map((it) => sections[it.section] ?? null)});
    } else if (message.method && message.id !== undefined) {
      this.#send({id: message.id, result: null});
    } else if (message.id !== undefined) {
      const {resolve, reject} = this.#asked.get(message.id);
      this.#asked.delete(message.id);
      if (message.error) reject(new Error(message.error.message));
      else resolve(message.result);
    }
  }
}
