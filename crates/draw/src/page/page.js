// What the page does with a script: paths light up, the search lights what it finds, contracts open beside the picture.
'use strict';
(() => {
  // Each arrow as [from which step, to which step, handoff].
  const joins = JSON.parse(document.getElementById('paths').textContent);
  const svg = document.querySelector('.picture svg');
  const panel = document.getElementById('panel');
  const inside = document.getElementById('open');
  const said = document.getElementById('said');
  const query = document.getElementById('q');
  const all = (what, within = document) => [...within.querySelectorAll(what)];
  const steps = all('.step', svg);
  const arrows = new Map(all('.handoff', svg).map((it) => [it.dataset.handoff, it]));
  const contracts = new Map(all('.contract').map((it) => [it.dataset.contract, it]));
  let pinned = null;
  let opened = null;
  let opener = null;
  let held = null;

  // Lights these handoffs and steps and dims the rest; nothing is dimmed where nothing is named.
  function show(lit) {
    const mark = (it, is) => {
      it.classList.toggle('lit', Boolean(lit) && is);
      it.classList.toggle('dimmed', Boolean(lit) && !is);
    };
    const [names, places, lanes] = lit ?? [[], [], []];
    arrows.forEach((it, id) => mark(it, names.includes(id)));
    const at = new Set(places);
    steps.forEach((it, n) => mark(it, at.has(n)));
    all('.inside:not(.legend)', svg).forEach((it) => {
      const to = steps.findIndex((step) => step.dataset.system === it.dataset.system && step.dataset.document === it.dataset.document);
      mark(it, at.has(to));
    });
    all('.lane', svg).forEach((it) => it.classList.toggle('lit', (lanes ?? []).includes(it.dataset.system)));
  }
  const pin = (lit) => show(pinned = lit);

  // The arrows that a document passes behind a step, or that it passed before it.
  function reached(step, near, far, found = new Set(), seen = new Set([step])) {
    const open = [step];
    while (open.length) {
      const at = open.pop();
      for (const join of joins) {
        if (join[near] !== at) continue;
        found.add(join);
        if (!seen.has(join[far])) seen.add(join[far]) && open.push(join[far]);
      }
    }
    return found;
  }
  const lighting = (passed, more = []) => [
    [...passed].map((it) => it[2]).filter(Boolean),
    [...passed].flatMap(([from, to]) => [from, to]).concat(more),
  ];
  const wayOfStep = (step) => lighting(reached(step, 1, 0, reached(step, 0, 1)), [step]);
  function wayOfHandoff(id) {
    const join = joins.find((it) => it[2] === id);
    return join ? lighting(reached(join[0], 1, 0, reached(join[1], 0, 1)).add(join)) : null;
  }

  // The way of the arrow or box that something in the picture belongs to.
  function wayOf(target) {
    const arrow = target.closest?.('.handoff');
    if (arrow) return wayOfHandoff(arrow.dataset.handoff);
    const step = target.closest?.('.step');
    return step ? wayOfStep(steps.indexOf(step)) : null;
  }

  // Arrows are thin: a wider stroke that nobody sees is easier to meet.
  all('.handoff .line', svg).forEach((line) => {
    const reach = line.cloneNode();
    reach.setAttribute('class', 'reach');
    line.before(reach);
  });
  steps.forEach((it) => {
    it.setAttribute('tabindex', '0');
    it.setAttribute('role', 'button');
    it.setAttribute('aria-label', `${all('text', it).map((text) => text.textContent).join(' ')}: light its way`);
  });
  svg.addEventListener('pointerover', (event) => show(wayOf(event.target) ?? pinned));
  svg.addEventListener('pointerleave', () => show(pinned));
  svg.addEventListener('focusin', (event) => event.target.matches(':focus-visible') && show(wayOf(event.target) ?? pinned));
  svg.addEventListener('focusout', () => show(pinned));

  function toggle(step) {
    held = held === step ? null : step;
    pin(held && wayOfStep(steps.indexOf(step)));
  }
  svg.addEventListener('click', (event) => {
    const step = event.target.closest('.step');
    if (step) return toggle(step);
    const arrow = event.target.closest('.handoff');
    if (arrow && !event.target.closest('a')) open(arrow.dataset.handoff, arrow.querySelector('a'));
  });

  function open(id, from) {
    const contract = contracts.get(id);
    if (!contract) return false;
    if (!panel.contains(document.activeElement)) opener = from ?? document.activeElement;
    const copy = contract.cloneNode(true);
    all('[id]', copy).concat(copy).forEach((it) => it.removeAttribute('id'));
    inside.replaceChildren(...copy.childNodes);
    panel.setAttribute('aria-label', `Contract of ${id}`);
    panel.hidden = false;
    panel.scrollTop = 0;
    document.body.classList.add('open');
    opened = id;
    pin(wayOfHandoff(id));
    panel.focus({preventScroll: true});
    history.replaceState(null, '', `#contract-${encodeURIComponent(id)}`);
    uncover(arrows.get(id));
    return true;
  }

  // Scrolls the picture so that an arrow's words are not under the panel.
  function uncover(arrow) {
    const words = arrow?.querySelector('text');
    if (!words) return;
    const [seen, over] = [words.getBoundingClientRect(), panel.getBoundingClientRect()];
    if (over.left > 0) svg.parentElement.scrollLeft += Math.max(0, seen.right + 16 - over.left);
    else if (seen.bottom > over.top) scrollBy(0, seen.top - 48);
  }

  function close() {
    if (!opened) return false;
    panel.hidden = true;
    document.body.classList.remove('open');
    opened = null;
    pin(null);
    history.replaceState(null, '', location.pathname + location.search);
    opener?.focus?.({preventScroll: true});
    return true;
  }
  panel.querySelector('.close').addEventListener('click', close);

  // A link to a contract, or to what was found there, opens it.
  function follow(hash, from) {
    const [, kind, name] = /^#(contract|findings)-(.+)$/.exec(hash) ?? [];
    if (!kind || !open(decodeURIComponent(name), from)) return false;
    if (kind === 'findings') inside.querySelector('.findings')?.scrollIntoView({block: 'start'});
    return true;
  }
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a');
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (follow(link.getAttribute('href') ?? '', link)) event.preventDefault();
  });
  addEventListener('hashchange', () => follow(location.hash));

  // What a word names: fields of keys, handoffs and what they carry, systems.
  function find(word) {
    const is = (text) => text.toLowerCase().includes(word);
    const hits = [];
    const names = new Set();
    const lanes = [];
    const chains = all('.chains li');
    const fields = new Set(chains.flatMap((it) => it.dataset.fields.split(' ')).filter(is));
    for (const field of fields) {
      const using = [...contracts.values()].filter((it) => it.dataset.keys.split(' ').includes(field));
      using.forEach((it) => names.add(it.dataset.contract));
      hits.push([field, 'identifier, the key of', using.map((it) => it.dataset.contract)]);
      chains.filter((it) => it.dataset.fields.split(' ').includes(field)).forEach((it) => hits.push(it.cloneNode(true)));
    }
    for (const it of all('.system')) {
      if (!is(it.dataset.about) && !is(it.dataset.title)) continue;
      const touching = [...contracts.values()].filter(({dataset: {from, to}}) => from === it.dataset.about || to === it.dataset.about);
      touching.forEach((contract) => names.add(contract.dataset.contract));
      lanes.push(it.dataset.about);
      hits.push([it.dataset.title, 'system, in', touching.map((contract) => contract.dataset.contract)]);
    }
    for (const [id, {dataset: {kind, by}}] of contracts) {
      if (!is(id) && !is(kind) && !is(by)) continue;
      names.add(id);
      hits.push([id, `handoff of the ${kind}, carried by ${by}`, []]);
    }
    return {hits, names: [...names], lanes};
  }

  const LISTED = 12;
  function line(hit) {
    const item = document.createElement('li');
    if (hit instanceof Element) {
      item.append(...hit.childNodes);
      return item;
    }
    const [name, what, links] = hit;
    const link = (id) => Object.assign(document.createElement('a'), {href: `#contract-${encodeURIComponent(id)}`, textContent: id});
    item.append(contracts.has(name) ? link(name) : Object.assign(document.createElement('b'), {textContent: name}), ` ${what} `);
    links.forEach((id, n) => item.append(n ? ', ' : '', link(id)));
    return item;
  }

  function search() {
    const word = query.value.trim().toLowerCase();
    if (!word) {
      said.replaceChildren();
      return pin(null);
    }
    const {hits, names, lanes} = find(word);
    if (!hits.length) {
      said.textContent = `Nothing here is called “${query.value.trim()}”.`;
      return pin(null);
    }
    const places = joins.filter((it) => names.includes(it[2])).flatMap(([from, to]) => [from, to]);
    pin([names, places, lanes]);
    const list = document.createElement('ul');
    list.append(...hits.slice(0, LISTED).map(line));
    const more = hits.length > LISTED ? `, ${hits.length - LISTED} more not listed` : '';
    said.replaceChildren(`${names.length === 1 ? '1 handoff is' : `${names.length} handoffs are`} lit${more}.`, list);
  }
  query.addEventListener('input', search);
  document.getElementById('find').addEventListener('submit', (event) => {
    event.preventDefault();
    said.querySelector('a')?.focus();
  });
  document.getElementById('find').hidden = false;
  all('.hint').forEach((it) => (it.hidden = false));

  document.addEventListener('keydown', (event) => {
    const types = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key === '/' && !types && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      close();
      query.focus();
      query.select();
    } else if (event.key === 'Escape') {
      if (close()) return;
      query.value = '';
      search();
      if (types) query.blur();
    } else if ((event.key === 'Enter' || event.key === ' ') && event.target.matches?.('.step')) {
      event.preventDefault();
      toggle(event.target);
    }
  });

  follow(location.hash);
})();
