// A form with fields "longitude" and "latitude": on a press the browser's position is written into them. It is kept only when
// the form is sent, since it is the position of the place on record, not of a person.
"use strict";
(() => {
  const button = document.getElementById("here");
  const said = document.getElementById("here-said");
  if (!button || !navigator.geolocation) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    said.textContent = "正在读取位置";
    navigator.geolocation.getCurrentPosition((found) => {
      button.form.elements.longitude.value = found.coords.longitude.toFixed(5);
      button.form.elements.latitude.value = found.coords.latitude.toFixed(5);
      said.textContent = "填好了，人在接待点时才按这个填。";
    }, () => { said.textContent = "没有得到位置，请手工填。"; }, { enableHighAccuracy: true, timeout: 15000, maximumAge: 0 });
  });
})();
