/* The voter's half of a secret vote: makes a credential that the server signs without seeing it (RFC 9474), seals the
   choice to the tellers' key, and puts it into the box by a request that carries no cookie. The server's half, step by
   step the same, is zhendi.domain.ballots.sealing. Nothing here leaves the page but what is blinded or sealed. */
(() => {
  "use strict";
  const form = document.querySelector("[data-ballot]");
  if (!form || !window.crypto || !crypto.subtle || typeof BigInt === "undefined") return;
  const { vote, modulus, name, box, length, credential, cast, seats } = form.dataset;
  const n = BigInt("0x" + modulus), e = 65537n, size = 256, hash = 48;
  const notice = form.querySelector("[data-plain]"), said = form.querySelector("[data-said]");
  const button = form.querySelector("button[type=submit]");
  if (notice) notice.remove();
  /* A page that comes back by "back" shows nobody's choice: not this voter's to the next, nor an old one to this voter. */
  form.reset();
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  /* The button repeats the choice, so that what is pressed is what is meant. */
  const marked = (code) => [...form.querySelectorAll("[name^=mark-]:checked")].filter((each) => each.value === code).length;
  const named = () => [...form.querySelectorAll("[name^=name-]")].filter((each) => each.value.trim()).length;
  function repeat() {
    const one = form.querySelector("[name=answer]:checked");
    if (one) button.textContent = `投“${one.dataset.words}”票`;
    else if (marked("yes") + marked("no") + marked("abstain")) button.textContent = `投票：赞成 ${marked("yes")}，反对 ${marked("no")}，弃权 ${marked("abstain")}`;
    said.textContent = "";
  }
  form.addEventListener("change", repeat);

  const hex = (bytes) => Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
  const bytes = (text) => Uint8Array.from(text.match(/../g) || [], (each) => parseInt(each, 16));
  const number = (data) => BigInt("0x" + (hex(data) || "0"));
  const wide = (value) => bytes(value.toString(16).padStart(2 * size, "0"));
  const join = (...parts) => { const all = new Uint8Array(parts.reduce((sum, each) => sum + each.length, 0)); let at = 0; for (const each of parts) { all.set(each, at); at += each.length; } return all; };
  const chance = (count) => crypto.getRandomValues(new Uint8Array(count));
  const sha384 = async (data) => new Uint8Array(await crypto.subtle.digest("SHA-384", data));

  function power(base, exponent) {
    let result = 1n, square = base % n;
    for (let rest = exponent; rest > 0n; rest >>= 1n) { if (rest & 1n) result = result * square % n; square = square * square % n; }
    return result;
  }

  function inverse(value) {
    let [a, b, x, y] = [value % n, n, 1n, 0n];
    while (b) { const q = a / b; [a, b] = [b, a - q * b]; [x, y] = [y, x - q * y]; }
    if (a !== 1n) throw new Error("no inverse");
    return ((x % n) + n) % n;
  }

  /* EMSA-PSS with SHA-384 and a salt of 48 bytes (RFC 8017 9.1.1), for a modulus of 2048 bits. */
  async function encode(message) {
    const salt = chance(hash), inner = await sha384(join(new Uint8Array(8), await sha384(message), salt));
    const block = join(new Uint8Array(size - 2 * hash - 2), Uint8Array.of(1), salt);
    const mask = new Uint8Array(Math.ceil(block.length / hash) * hash);
    for (let count = 0; count * hash < block.length; count++) mask.set(await sha384(join(inner, Uint8Array.of(0, 0, 0, count))), count * hash);
    const masked = block.map((each, at) => each ^ mask[at]);
    masked[0] &= 0x7f;
    return join(masked, inner, Uint8Array.of(0xbc));
  }

  async function blinded() {
    const prepared = join(chance(32), chance(32)), encoded = number(await encode(prepared));
    for (;;) {
      const factor = number(chance(size));
      if (factor < 2n || factor >= n) continue;
      return { prepared: hex(prepared), inverse: inverse(factor).toString(16), encoded: encoded.toString(16), message: hex(wide(encoded * power(factor, e) % n)) };
    }
  }

  async function sealed(choice) {
    const bound = bytes(name), pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
    const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    const tellers = await crypto.subtle.importKey("raw", bytes(box), { name: "ECDH", namedCurve: "P-256" }, false, []);
    const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: tellers }, pair.privateKey, 256);
    const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    const key = await crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt: point, info: join(new TextEncoder().encode("zhendi ballot "), bound) }, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const padded = new Uint8Array(Number(length));
    padded.set([choice.length >> 8, choice.length & 255]);
    padded.set(choice, 2);
    const inside = await crypto.subtle.encrypt({ name: "AES-GCM", iv: new Uint8Array(12), additionalData: bound }, key, padded);
    return hex(join(point, new Uint8Array(inside)));
  }

  /* What the ballot says, in the words of zhendi.domain.ballots.counting.choices. */
  function choice() {
    const given = new FormData(form), answer = given.get("answer");
    if (answer) return new TextEncoder().encode(JSON.stringify({ a: answer }));
    const marks = {}, names = {};
    for (const [field, value] of given) {
      if (field.startsWith("mark-")) marks[field.slice(5)] = value;
      if (field.startsWith("name-") && value.trim() && given.get("mark-" + field.slice(5)) === "no") names[field.slice(5)] = value.trim().slice(0, 60);
    }
    if (!Object.keys(marks).length) return null;
    return new TextEncoder().encode(JSON.stringify(Object.keys(names).length ? { m: marks, w: names } : { m: marks }));
  }

  async function answer(response) {
    const told = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(told.refused || "没有投成，请检查网络后再按一次。");
    return told;
  }

  /* Whoever thought for longer than the session lasts keeps the choice: it stays marked on this page, which is left open
     while one comes in again in another window. It is written nowhere. */
  const left = new Error("离开太久了，要重新进一次。您选的还留在这一页：");
  async function asked(body) {
    const send = () => fetch(credential, { method: "POST", body, credentials: "same-origin" });
    let response = await send();
    if (response.status === 403) {
      const page = await fetch(location.href, { credentials: "same-origin" });
      const token = !page.redirected && new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[data-ballot] [name=csrfmiddlewaretoken]");
      if (!token) throw left;
      form.csrfmiddlewaretoken.value = token.value;
      body.set("csrfmiddlewaretoken", token.value);
      response = await send();
    }
    if (response.redirected) throw left;
    return answer(response);
  }

  function tell(fault) {
    said.textContent = fault instanceof TypeError ? "没有连上网，您选的还在。等一会儿再按一次。" : fault.message;
    if (fault !== left) return;
    const link = document.createElement("a");
    link.href = location.href; link.target = "_blank"; link.rel = "noopener"; link.className = "btn"; link.textContent = "在新窗口重新进";
    said.append(link, " 进去以后回到这一页，再按一次投票。");
  }

  /* What is needed to go on after the answer was lost is kept on this telephone until the ballot lies in the box; the
     choice never is. */
  const place = "ballot-" + vote + "-" + (form.dataset.voter || "");
  async function credentials() {
    const kept = JSON.parse(localStorage.getItem(place) || "null") || await blinded();
    localStorage.setItem(place, JSON.stringify(kept));
    const body = new URLSearchParams({ csrfmiddlewaretoken: form.csrfmiddlewaretoken.value, blinded: kept.message });
    for (const field of ["number", "helper", "proxy"]) if (form[field]) body.set(field, form[field].value);
    const { signed } = await asked(body);
    const signature = BigInt("0x" + signed) * BigInt("0x" + kept.inverse) % n;
    if (power(signature, e) !== BigInt("0x" + kept.encoded)) throw new Error("领到的选票不对，请告诉监票人。");
    return { prepared: kept.prepared, signature: hex(wide(signature)) };
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = choice(), most = Number(seats);
    if (!chosen) { said.textContent = "请先选一项，再投票。"; return; }
    if (most && marked("yes") + named() > most) { said.textContent = `赞成和另选他人一共 ${marked("yes") + named()} 名，应选 ${most} 名，多了整张作废。请改少一些。`; return; }
    button.disabled = true;
    said.textContent = "正在封票……";
    try {
      const inside = await sealed(chosen), right = await credentials();
      await new Promise((resolve) => setTimeout(resolve, chance(1)[0] * 8)); // up to two seconds: the two requests are not one
      const body = JSON.stringify({ ...right, sealed: inside });
      const { receipt } = await answer(await fetch(cast, { method: "POST", body, credentials: "omit", referrerPolicy: "no-referrer", headers: { "Content-Type": "application/json" } }));
      localStorage.removeItem(place);
      const done = document.querySelector("[data-done]");
      done.querySelector("[data-receipt]").textContent = receipt;
      done.hidden = false;
      form.remove();
      done.focus();
      const next = done.querySelector("[data-next]");
      if (next) setTimeout(() => location.replace(next.href), 120000); // the terminal waits for the next voter
    } catch (fault) {
      tell(fault);
      button.disabled = false;
    }
  });
})();
