// Dropping files and folders on the intake page. Without it the two file fields do the same, only without folder names.
(() => {
  "use strict";
  const form = document.querySelector("[data-intake-form]");
  if (!form) return;
  const box = form.querySelector("[data-intake-drop]");
  const [files, folder] = form.querySelectorAll("input[type=file]");
  const paths = form.querySelector("[data-intake-paths]");
  const list = form.querySelector("[data-intake-chosen]");
  const send = form.querySelector("[data-intake-send]");
  const whereDropped = new WeakMap(); // a dropped file does not know the folder that it came from
  const SHOWN = 20;

  const chosen = () => [...files.files, ...folder.files];
  const pathOf = (file) => whereDropped.get(file) || file.webkitRelativePath || file.name;
  const size = (bytes) => (bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

  function line(left, right) {
    const item = document.createElement("li");
    for (const words of [left, right]) {
      const part = document.createElement("span");
      part.textContent = words;
      item.append(part);
    }
    return item;
  }

  function show() {
    const all = chosen();
    const total = all.reduce((sum, file) => sum + file.size, 0);
    list.replaceChildren(...all.slice(0, SHOWN).map((file) => line(pathOf(file), size(file.size))));
    if (all.length > SHOWN) list.append(line(`……另有 ${all.length - SHOWN} 个`, ""));
    if (all.length) list.prepend(line(`选了 ${all.length} 个文件`, size(total)));
    send.textContent = all.length ? `上传并检查 ${all.length} 个文件` : send.dataset.intakeSend;
    paths.value = JSON.stringify(all.map(pathOf));
  }

  const read = (reader) => new Promise((done, fail) => reader.readEntries(done, fail));
  const open = (entry) => new Promise((done, fail) => entry.file(done, fail));

  async function gather(entry, found) {
    if (entry.isFile) {
      const file = await open(entry);
      whereDropped.set(file, entry.fullPath.replace(/^\//, ""));
      found.push(file);
    } else if (entry.isDirectory) {
      const reader = entry.createReader();
      for (let some = await read(reader); some.length; some = await read(reader)) {
        for (const each of some) await gather(each, found);
      }
    }
  }

  async function dropped(transfer) {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
    if (!entries.length) return [...transfer.files];
    const found = [];
    for (const entry of entries) await gather(entry, found);
    return found;
  }

  files.addEventListener("change", show);
  folder.addEventListener("change", show);
  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault(); // a file let go beside the box must not replace the page
      box.classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) box.classList.remove("over");
  });
  document.addEventListener("drop", async (event) => {
    event.preventDefault();
    box.classList.remove("over");
    const basket = new DataTransfer();
    for (const file of [...files.files, ...(await dropped(event.dataTransfer))]) basket.items.add(file);
    files.files = basket.files;
    show();
  });
  form.addEventListener("submit", () => {
    send.disabled = true; // pressed once is enough
    send.textContent = "正在上传…";
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    send.disabled = false;
    show();
  });
})();
