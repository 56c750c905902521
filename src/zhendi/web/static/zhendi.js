/* 阵地的少量脚本。没有它页面也能用;有它,几处更顺手:菜单、侧板、标签条、多选、拖文件、退出提醒、没交的内容留着。 */
'use strict';
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const body = document.body;

  /* 点在外面或按 Esc,菜单就收起;Esc 也关侧板。 */
  const closePanel = () => {
    const link = $('#panel [data-close]');
    if (!link) return false;
    history.pushState(null, '', link.href);
    $('#panel').replaceChildren();
    mark(null);
    if (opener && opener.isConnected) opener.focus();
    return true;
  };
  let opener = null;
  const mark = link => {
    $$('.tbl tr.on').forEach(row => row.classList.remove('on'));
    const row = link && link.closest('tr');
    if (row) row.classList.add('on');
  };
  document.addEventListener('click', event => {
    $$('details[data-menu][open]').forEach(menu => { if (!menu.contains(event.target)) menu.open = false; });
    const link = event.target.closest('a, button');
    if (!link) return;
    if (link.getAttribute('hx-target') === '#panel') opener = link;
    if (link.matches('[data-close]') && link.closest('#panel')) { event.preventDefault(); closePanel(); }
    if (link.matches('[data-print]')) print();
    if (link.matches('[data-unselect]')) { $$('[data-row], [data-all]', link.form).forEach(box => { box.checked = false; }); count(link.form); }
  });
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    const menu = $('details[data-menu][open]');
    if (menu) { menu.open = false; $('summary', menu).focus(); } else closePanel();
  });

  /* 横着滚的标签条,先露出现在的那一个;页面本身不动。 */
  const reveal = within => $$('.tabs [aria-current], .chips [aria-current], .steps [aria-current]', within).forEach(here => {
    const strip = here.closest('.tabs, .chips, .steps'), at = here.getBoundingClientRect(), around = strip.getBoundingClientRect();
    strip.scrollLeft += at.left + at.width / 2 - around.left - around.width / 2;
  });
  reveal(document);

  /* 多选:选了几行,条上就说几行。 */
  const count = form => {
    const rows = $$('[data-row]', form), chosen = rows.filter(box => box.checked);
    const bar = $('[data-bulk]', form), all = $('[data-all]', form);
    rows.forEach(box => { const row = box.closest('tr'); if (row) row.classList.toggle('sel', box.checked); });
    if (all) { all.checked = rows.length > 0 && chosen.length === rows.length; all.indeterminate = chosen.length > 0 && !all.checked; }
    if (bar) { bar.hidden = !chosen.length; $('[data-chosen-count]', bar).textContent = chosen.length; }
  };
  document.addEventListener('change', event => {
    const box = event.target;
    if (box.matches('[data-all]')) $$('[data-row]', box.form).forEach(row => { row.checked = box.checked; });
    if (box.matches('[data-all], [data-row]')) count(box.form);
    if (box.type === 'file') show(box);
  });

  /* 拖文件进来,等于选了文件。 */
  const show = field => {
    const list = $('[data-chosen]', field.closest('[data-drop]') || field.parentNode);
    if (!list) return;
    list.replaceChildren(...[...field.files].map(file => Object.assign(document.createElement('li'), { textContent: `${file.name}(${size(file.size)})` })));
  };
  const size = bytes => bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
  const zone = event => event.target instanceof Element ? event.target.closest('[data-drop]') : null;
  ['dragover', 'dragleave', 'drop'].forEach(kind => document.addEventListener(kind, event => {
    const place = zone(event);
    if (!place) return;
    event.preventDefault();
    place.classList.toggle('over', kind === 'dragover');
    const field = $('input[type=file]', place);
    if (kind === 'drop' && field) { field.files = event.dataTransfer.files; field.dispatchEvent(new Event('change', { bubbles: true })); }
  }));

  /* 一块没取到,只有这一块说;可以再取一次。 */
  const failed = event => {
    const target = event.detail.target, path = event.detail.pathInfo && event.detail.pathInfo.requestPath;
    if (!target) return;
    const said = document.createElement('div'), words = document.createElement('p'), again = document.createElement('a');
    said.className = 'failed notice late'; said.setAttribute('role', 'alert');
    words.textContent = event.type === 'htmx:sendError' ? '网络断了,这一块没取到。下面是之前的内容。' : '这一块没取到,是我们这边的问题。下面是之前的内容。';
    again.className = 'btn sm'; again.textContent = '再取一次'; again.href = path || location.href;
    said.append(words, again);
    $$(':scope > .failed', target).forEach(old => old.remove());
    target.prepend(said);
  };
  body.addEventListener('htmx:responseError', failed);
  body.addEventListener('htmx:sendError', failed);
  body.addEventListener('htmx:afterSwap', event => {
    reveal(event.detail.target);
    const said = $('#announce'), words = $('[data-announce]', event.detail.target);
    if (said && words) said.textContent = words.textContent;
    if (event.detail.target.id === 'panel') {
      mark(opener); const head = $('h2', event.detail.target); if (head) { head.tabIndex = -1; head.focus(); } }
  });

  /* 很久没动,退出前先说;接着用就点一下。 */
  const ending = $('#ending'), SOON = 300;
  let endsAt = 0;
  const restart = () => { endsAt = Date.now() + Number(body.dataset.endsIn || 0) * 1000; if (ending) ending.hidden = true; };
  const tick = () => {
    const left = Math.ceil((endsAt - Date.now()) / 1000);
    if (!ending || left > SOON) return;
    const first = ending.hidden;
    ending.hidden = false;
    if (left > 0) $('[data-minutes]', ending).textContent = Math.ceil(left / 60);
    else {
      $('h2', ending).textContent = '已经自动退出';
      $('a', ending).textContent = '重新登录';
      $('a', ending).href = `${body.dataset.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`;
      delete $('a', ending).dataset.stay;
    }
    if (first) $('a', ending).focus();
  };
  if (ending && body.dataset.endsIn) {
    restart();
    setInterval(tick, 5000);
    body.addEventListener('htmx:afterRequest', event => { if (event.detail.successful) restart(); });
    ending.addEventListener('click', event => {
      const link = event.target.closest('[data-stay]');
      if (!link) return;
      event.preventDefault();
      fetch(link.dataset.stay, { redirect: 'error', credentials: 'same-origin' }).then(restart, () => location.assign(link.href));
    });
  }

  /* 没交的内容留在这个标签页里;换人、退出、交成了就清掉。密码和文件从不留。 */
  const store = sessionStorage, PREFIX = 'zhendi:';
  const drafts = () => Object.keys(store).filter(key => key.startsWith(PREFIX) && key !== `${PREFIX}reader`);
  const reader = body.dataset.reader;
  if (reader) {
    if (store.getItem(`${PREFIX}reader`) !== reader) drafts().forEach(key => store.removeItem(key));
    store.setItem(`${PREFIX}reader`, reader);
    drafts().filter(key => JSON.parse(store.getItem(key)).sent).forEach(key => store.removeItem(key));
  } else {
    /* 交的时候登录已经过期:没有交成,重新登录后还要用。 */
    drafts().forEach(key => store.setItem(key, JSON.stringify({ values: JSON.parse(store.getItem(key)).values })));
  }
  const kept = field => field.name && !['password', 'file', 'hidden', 'submit', 'button'].includes(field.type);
  $$('form[data-keep]').forEach((form, place) => {
    const key = `${PREFIX}${location.pathname}#${place}`;
    const read = () => [...form.elements].filter(kept).map(field => [field.name, field.value, Boolean(field.checked)]);
    const found = store.getItem(key);
    if (found && !$('[aria-invalid], .notice.late', form)) offer(form, key, JSON.parse(found).values);
    form.addEventListener('input', () => store.setItem(key, JSON.stringify({ values: read() })));
    form.addEventListener('submit', () => { if (store.getItem(key)) store.setItem(key, JSON.stringify({ values: read(), sent: true })); });
  });
  function offer(form, key, values) {
    const said = document.createElement('div'), words = document.createElement('p'), use = document.createElement('button'), drop = document.createElement('button');
    said.className = 'notice soon'; words.textContent = '上次填了一半的内容还在。'; use.textContent = '接着填'; drop.textContent = '不要了';
    use.type = drop.type = 'button'; use.className = 'btn sm'; drop.className = 'btn text sm';
    use.addEventListener('click', () => {
      [...form.elements].filter(kept).forEach((field, at) => {
        const [name, value, checked] = values[at] || [];
        if (name !== field.name) return;
        if (field.type === 'checkbox' || field.type === 'radio') field.checked = checked; else field.value = value;
      });
      said.remove();
    });
    drop.addEventListener('click', () => { store.removeItem(key); said.remove(); });
    said.append(words, use, drop); form.prepend(said);
  }
  $$('form[data-sign-out]').forEach(form => form.addEventListener('submit', () => drafts().forEach(key => store.removeItem(key))));

  /* 出错的地方先给键盘和读屏。 */
  const first = $('[data-focus]') || $('[aria-invalid=true]');
  if (first) first.focus();
})();
