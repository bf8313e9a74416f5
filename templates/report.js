(() => {
  'use strict';

  const root = document.documentElement;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const findings = all('.finding');
  const search = one('#search');
  const shown = one('#shown');
  const toggles = all('.severities button');

  for (const element of all('[data-script]')) element.hidden = false;

  // Filter: words, ns:, c: and s: with * for any text, ! for without.
  const texts = new Map();
  const textOf = (finding) => {
    if (!texts.has(finding)) texts.set(finding, finding.textContent.toLowerCase());
    return texts.get(finding);
  };

  const fits = (pattern, name) => {
    const parts = pattern.split('*');
    if (parts.length === 1) return name === pattern || name.startsWith(`${pattern}/`);
    if (!name.startsWith(parts[0])) return false;
    let at = parts[0].length;
    for (const part of parts.slice(1, -1)) {
      const found = name.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    const last = parts[parts.length - 1];
    return name.length - last.length >= at && name.endsWith(last);
  };

  const matchesTerm = (finding, term) => {
    const [key, ...rest] = term.split(':');
    const value = rest.join(':');
    if (value !== '' && key === 'ns') return fits(value, finding.dataset.namespace.toLowerCase());
    if (value !== '' && key === 'c') return fits(value, finding.dataset.check);
    if (value !== '' && key === 's') return finding.dataset.severity.startsWith(value);
    return textOf(finding).includes(term);
  };

  const matches = (finding, terms, severities) =>
    severities.has(finding.dataset.severity) &&
    terms.every((term) => (term.length > 1 && term[0] === '!' ? !matchesTerm(finding, term.slice(1)) : matchesTerm(finding, term)));

  const filter = () => {
    if (!search) return;
    const terms = search.value.toLowerCase().split(/\s/).filter((term) => term !== '');
    const severities = new Set(toggles.filter((toggle) => toggle.getAttribute('aria-pressed') === 'true').map((toggle) => toggle.dataset.severity));
    let visible = 0;
    for (const finding of findings) {
      finding.hidden = !matches(finding, terms, severities);
      if (!finding.hidden) visible += 1;
    }
    for (const list of all('.findings .list')) {
      list.hidden = !all('.finding', list).some((finding) => !finding.hidden);
      const before = list.previousElementSibling;
      if (before && before.classList.contains('divider')) before.hidden = list.hidden;
    }
    for (const section of all('section.findings')) section.hidden = all('.list', section).every((list) => list.hidden);
    shown.textContent = visible === findings.length ? `${visible} findings` : `${visible} of ${findings.length} findings`;
  };

  const saveQuery = () => {
    const query = search.value.trim();
    const address = query === '' ? location.href.split('#')[0] : `#q=${encodeURIComponent(query)}`;
    try {
      history.replaceState(null, '', address);
    } catch {
      return;
    }
  };

  if (search) {
    search.addEventListener('input', () => {
      filter();
      saveQuery();
    });
    for (const toggle of toggles) {
      toggle.addEventListener('click', () => {
        toggle.setAttribute('aria-pressed', String(toggle.getAttribute('aria-pressed') !== 'true'));
        filter();
      });
    }
  }

  const showEverything = () => {
    search.value = '';
    for (const toggle of toggles) toggle.setAttribute('aria-pressed', 'true');
    filter();
  };

  // Addresses: #f=<fingerprint>, #check=<id>, #q=<query>, and the sections.
  const follow = () => {
    const hash = location.hash.slice(1);
    if (hash.startsWith('q=') && search) {
      try {
        search.value = decodeURIComponent(hash.slice(2));
      } catch {
        search.value = '';
      }
      filter();
      return;
    }
    for (const marked of all('.target')) marked.classList.remove('target');
    const target = hash === '' ? null : document.getElementById(hash);
    if (!target) return;
    const section = target.closest('section');
    if (target.hidden || (section && section.hidden)) showEverything();
    for (let element = target; element; element = element.parentElement) if (element.tagName === 'DETAILS') element.open = true;
    if (target.classList.contains('finding')) {
      target.classList.add('target');
      const focusable = one('summary', target) || target;
      focusable.focus({ preventScroll: true });
    }
    target.scrollIntoView({ block: 'start' });
  };
  window.addEventListener('hashchange', follow);

  // Copying
  const say = (button, words) => {
    const before = button.dataset.label || button.textContent;
    button.dataset.label = before;
    button.textContent = words;
    setTimeout(() => {
      button.textContent = before;
    }, 1500);
  };

  const copyByHand = (text) => {
    const area = document.createElement('textarea');
    area.value = text;
    area.setAttribute('readonly', '');
    area.className = 'visually-hidden';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  };

  const copy = async (button, text) => {
    const focused = document.activeElement;
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch {
      done = copyByHand(text);
    }
    if (focused) focused.focus({ preventScroll: true });
    say(button, done ? 'Copied' : 'Not copied');
  };

  const island = (id) => one(`#${id}`).textContent;
  document.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    if (button.classList.contains('copy')) copy(button, one('code', button.parentElement).textContent);
    if (button.id === 'copy-summary') copy(button, JSON.parse(island('summary')));
    if (button.id === 'save-json') save();
    if (button.id === 'open-help') one('#help').showModal();
    if (button.id === 'close-help') one('#help').close();
    if (button.id === 'theme') setTheme(isDark() ? 'light' : 'dark');
    if (button.id === 'open-all') openAll(button);
  });

  const save = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([`${island('report')}\n`], { type: 'application/json' }));
    link.download = 'report.json';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  const openAll = (button) => {
    const open = button.textContent === 'Open all';
    for (const finding of findings) if (finding.tagName === 'DETAILS') finding.open = open;
    button.textContent = open ? 'Close all' : 'Open all';
  };

  // Theme
  const isDark = () =>
    root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  const labelTheme = () => {
    one('#theme').textContent = isDark() ? 'Light' : 'Dark';
  };
  const setTheme = (theme) => {
    root.dataset.theme = theme;
    labelTheme();
    try {
      localStorage.setItem('meshtriage-theme', theme);
    } catch {
      return;
    }
  };
  const savedTheme = () => {
    try {
      return localStorage.getItem('meshtriage-theme');
    } catch {
      return null;
    }
  };
  const saved = savedTheme();
  if (saved === 'light' || saved === 'dark') root.dataset.theme = saved;
  labelTheme();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', labelTheme);

  // Keyboard
  const step = (by) => {
    const visible = findings.filter((finding) => finding.offsetParent !== null);
    if (visible.length === 0) return;
    const current = visible.findIndex((finding) => finding.contains(document.activeElement));
    const next = current < 0 ? (by > 0 ? 0 : visible.length - 1) : Math.min(Math.max(current + by, 0), visible.length - 1);
    const finding = visible[next];
    (one('summary', finding) || finding).focus({ preventScroll: true });
    finding.scrollIntoView({ block: 'nearest' });
  };

  const keys = {
    '/': () => search && search.focus(),
    j: () => step(1),
    k: () => step(-1),
    o: () => {
      const finding = document.activeElement && document.activeElement.closest('details.finding');
      if (finding) finding.open = !finding.open;
    },
    '?': () => one('#help').showModal(),
  };

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target === search && event.key === 'Escape') {
      search.value = '';
      filter();
      saveQuery();
      search.blur();
      return;
    }
    if (event.target.matches('input, textarea, select') || one('#help').open) return;
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });

  // Printing shows everything, also where the style sheet cannot open what is folded.
  let closed = [];
  window.addEventListener('beforeprint', () => {
    closed = all('details:not([open])');
    for (const details of closed) details.open = true;
  });
  window.addEventListener('afterprint', () => {
    for (const details of closed) details.open = false;
  });

  filter();
  if (location.hash !== '') follow();
})();
