// What `seamless check --format sarif` prints, held against the published schema of SARIF 2.1.0 and against the rules of
// the multitool that its authors keep, those of GitHub's code scanning included.

import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {chmod, cp, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {after, before, describe, test} from 'node:test';

import Ajv from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

import {ROOT, said, templates} from './house.mjs';

const require = createRequire(import.meta.url);
const TITLE = 'Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema';

/** What the multitool says of every report and we leave so: Seamless has no page of its own to name. */
const LEFT = ['SARIF2005'];

let folder;
let multitool;
let refused;
const reports = new Map();

/** The report on a map, with findings or without. */
const checked = (map, cwd = ROOT) => said(['check', map, '--format', 'sarif'], {codes: [0, 1], cwd});

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seamless-sarif-'));
  multitool = dirname(require.resolve(`@microsoft/sarif-multitool-${process.platform}/package.json`));
  const schema = JSON.parse(await readFile(join(multitool, 'sarif-2.1.0.json'), 'utf8'));
  assert.equal(schema.title, TITLE);
  const ajv = formats(new Ajv({strict: false, allErrors: true}));
  const validate = ajv.compile(schema);
  refused = (report) => (validate(report) ? [] : validate.errors.map((it) => `${it.instancePath}: ${it.message}`));
  reports.set('northwind', await checked('examples/northwind/flow.yaml'));
  // Northwind without what kept some of its handoffs safe: the changes that put it back are offered as fixes.
  await cp(join(ROOT, 'examples', 'northwind'), join(folder, 'spoiled'), {recursive: true});
  const path = join(folder, 'spoiled', 'flow.yaml');
  await writeFile(path, (await readFile(path, 'utf8')).replaceAll('    backstop: every 15m over 48h\n', '').replaceAll('[create, edit, cancel', '[create, cancel'));
  reports.set('spoiled', await checked('flow.yaml', join(folder, 'spoiled')));
  for (const name of await templates()) {
    await said(['init', '--template', name, join(folder, name)]);
    reports.set(name, await checked('flow.yaml', join(folder, name)));
  }
});

after(() => folder && rm(folder, {recursive: true, force: true}));

const results = (text) => JSON.parse(text).runs[0].results;

describe('SARIF 2.1.0', () => {
  test('the published schema takes every report', () => {
    assert.equal(reports.size, 12);
    for (const [name, text] of reports) assert.deepEqual(refused(JSON.parse(text)), [], name);
  });

  test('the published schema would refuse a wrong one', () => {
    const spoiled = (spoil) => {
      const report = JSON.parse(reports.get('marketplace'));
      spoil(report.runs[0]);
      return refused(report).join('\n');
    };
    assert.match(spoiled((run) => { run.results[0].kind = 'perhaps'; }), /results\/0\/kind: must be equal to one of/);
    assert.match(spoiled((run) => { run.results[0].gremlin = 1; }), /results\/0: must NOT have additional properties/);
    assert.match(spoiled((run) => { run.tool.driver.rules.push(run.tool.driver.rules[0]); }), /NOT have duplicate items/);
    assert.match(spoiled((run) => { delete run.results[0].message; }), /must have required property 'message'/);
  });

  test('there is something of each kind to hold against it', () => {
    const all = [...reports.values()].flatMap(results);
    const having = (what) => all.filter(what).length;
    assert.ok(having((it) => it.kind === 'fail') > 10 && having((it) => it.kind === 'open') > 10);
    assert.ok(having((it) => it.fixes) > 0, 'a finding that can be mended safely');
    assert.ok(having((it) => it.suppressions) > 0, 'a finding that a map allows');
    assert.ok(all.every((it) => /^[0-9a-f]{32}$/.test(it.partialFingerprints['seamless/v1'])));
    for (const [name, text] of reports) {
      const prints = results(text).map((it) => it.partialFingerprints['seamless/v1']);
      assert.equal(new Set(prints).size, prints.length, `${name}: a fingerprint for each finding`);
    }
  });

  test('every region and fix lies in its file', async () => {
    for (const [name, text] of reports) {
      const home = name === 'northwind' ? ROOT : join(folder, name);
      for (const it of results(text)) {
        const {artifactLocation, region} = it.locations[0].physicalLocation;
        const changes = (it.fixes ?? []).flatMap((fix) => fix.artifactChanges);
        const deleted = changes.flatMap((change) => change.replacements.map((one) => [change.artifactLocation, one.deletedRegion]));
        for (const [{uri}, at] of [[artifactLocation, region], ...deleted]) {
          const lines = (await readFile(join(home, decodeURIComponent(uri)), 'utf8')).split('\n');
          const {startLine, startColumn = 1, endLine = startLine} = at;
          const inside = startLine <= endLine && endLine <= lines.length && startColumn <= [...lines[startLine - 1]].length + 1;
          assert.ok(inside, `${name}: ${it.ruleId} ${JSON.stringify(at)}`);
        }
      }
    }
  });

  test('fingerprints stay when lines are put above', async () => {
    const path = join(folder, '3pl', 'flow.yaml');
    await writeFile(path, `# one line\n# and another\n${await readFile(path, 'utf8')}`);
    const moved = results(await checked('flow.yaml', join(folder, '3pl')));
    const before = results(reports.get('3pl'));
    const prints = (all) => all.map((it) => it.partialFingerprints['seamless/v1']);
    const lines = (all) => all.map((it) => it.locations[0].physicalLocation.region.startLine);
    assert.deepEqual(prints(moved), prints(before));
    assert.deepEqual(lines(moved), lines(before).map((it) => it + 2));
  });

  test('the multitool and code scanning have nothing against it', async () => {
    const tool = join(multitool, process.platform === 'win32' ? 'Sarif.Multitool.exe' : 'Sarif.Multitool');
    await chmod(tool, 0o755);
    const paths = [];
    for (const [name, text] of reports) {
      paths.push(join(folder, `${name}.sarif`));
      await writeFile(paths.at(-1), text);
    }
    const found = join(folder, 'said.sarif.json');
    const env = {...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1'};
    const args = ['validate', ...paths, '--rule-kind', 'Sarif;Ghas', '--output', found];
    const {status, stdout, stderr} = spawnSync(tool, args, {env, encoding: 'utf8'});
    assert.equal(status, 0, `${stdout}${stderr}`);
    assert.match(stdout, /12 files scanned/);
    const said = results(await readFile(found, 'utf8')).filter((it) => !LEFT.includes(it.ruleId));
    assert.deepEqual(said.map((it) => `${it.ruleId}: ${JSON.stringify(it.message)}`), []);
  });
});
