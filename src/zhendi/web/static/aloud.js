/* Reads a ballot aloud, in the order of the page, by a voice of the telephone itself: never by one that sends the words
   away. What is marked is not read: others may hear. Where there is no such voice, there is no button. */
(() => {
  "use strict";
  const form = document.querySelector("[data-aloud]"), button = form && form.querySelector("[data-read]"), speech = window.speechSynthesis;
  if (!button || !speech) return;
  const own = () => speech.getVoices().find((each) => each.localService && each.lang.toLowerCase().startsWith("zh"));
  const show = () => { button.hidden = !own(); };
  show();
  if (speech.addEventListener) speech.addEventListener("voiceschanged", show);

  function words() {
    const said = [];
    for (const each of form.querySelectorAll(".prose, .ballot-title, .ballot-title + p, legend, .slate p.muted, label")) {
      if (each.matches(".marks label") || each.closest("[hidden]") || each.querySelector("input[type=text], .inp")) continue;
      said.push(each.textContent.trim());
    }
    if (form.querySelector(".marks")) said.push("每个人选一样：赞成、反对，或者弃权");
    return said.concat("选好以后，按最下面的投票").filter(Boolean);
  }

  const stop = () => { speech.cancel(); button.textContent = "读给我听"; };
  button.addEventListener("click", () => {
    if (button.textContent === "停") { stop(); return; }
    speech.cancel();
    button.textContent = "停";
    const all = words();
    all.forEach((text, at) => {
      const part = new SpeechSynthesisUtterance(text);
      part.lang = "zh-CN";
      part.voice = own();
      part.rate = 0.85;
      if (at + 1 === all.length) part.onend = stop;
      speech.speak(part);
    });
  });
  addEventListener("pagehide", stop);
})();
