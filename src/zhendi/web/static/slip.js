/* A scanned slip brings its code behind the #, which is sent to no server: put it into the field, and out of the address. */
(() => {
  "use strict";
  const field = document.querySelector("[data-slip] [name=code]"), code = location.hash.slice(1);
  if (!field || !/^\d{12}$/.test(code)) return;
  field.value = code.replace(/(\d{4})(?=\d)/g, "$1 ");
  history.replaceState(null, "", location.pathname);
  document.querySelector("[data-slip] button").focus();
})();
