/* The tellers' ceremony: this page makes the key, splits it (Shamir, over the order of P-256), shows each teller the own
   share alone, and sends the public key and the shares' hashes. The key itself is never sent and not kept. */
(() => {
  "use strict";
  const form = document.querySelector("[data-ceremony]");
  if (!form || !window.crypto || !crypto.subtle || typeof BigInt === "undefined") return;
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const tellers = JSON.parse(form.dataset.tellers), threshold = Number(form.dataset.threshold);
  const stage = form.querySelector("[data-stage]"), who = form.querySelector("[data-who]"), shown = form.querySelector("[data-share]");
  const next = form.querySelector("[data-next]"), start = form.querySelector("[data-start]");
  const plain = document.querySelector("[data-plain]");
  if (plain) plain.remove();
  form.hidden = false;

  const hex = (bytes) => Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
  const wide = (value) => Uint8Array.from(value.toString(16).padStart(64, "0").match(/../g), (each) => parseInt(each, 16));
  const digest = async (data) => new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  const below = () => { for (;;) { const value = BigInt("0x" + hex(crypto.getRandomValues(new Uint8Array(32)))); if (value > 0n && value < order) return value; } };

  function base32(data) {
    let bits = 0, value = 0, text = "";
    for (const each of data) { value = value << 8 | each; bits += 8; while (bits >= 5) { bits -= 5; text += alphabet[value >> bits & 31]; value &= (1 << bits) - 1; } }
    return text + (bits ? alphabet[value << 5 - bits & 31] : "");
  }

  async function shares() {
    const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
    const jwk = await crypto.subtle.exportKey("jwk", pair.privateKey);
    const key = BigInt("0x" + hex(Uint8Array.from(atob(jwk.d.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0))));
    const terms = [key, ...Array.from({ length: threshold - 1 }, below)];
    form.point.value = hex(new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)));
    const made = [];
    for (const teller of tellers) {
      const at = BigInt(teller.number), value = terms.reduceRight((total, term) => (total * at + term) % order, 0n);
      const data = new Uint8Array([teller.number, ...wide(value)]), hash = await digest(data);
      form["commitment-" + teller.number].value = hex(hash);
      made.push({ name: teller.name, text: base32(new Uint8Array([...data, ...hash.slice(0, 2)])).match(/.{1,5}/g).join(" ") });
    }
    return made;
  }

  let made = [], at = -1;
  function step() {
    at += 1;
    if (at === made.length) { shown.textContent = ""; stage.hidden = true; form.submit(); return; }
    who.textContent = made[at].name;
    shown.textContent = made[at].text;
    made[at].text = "";
    next.textContent = at + 1 === made.length ? "抄好了，封箱" : "抄好了，换下一位";
  }
  start.addEventListener("click", async () => { start.hidden = true; made = await shares(); stage.hidden = false; step(); next.focus(); });
  next.addEventListener("click", step);
})();
