// The member's page: on a press the browser asks for the position once and posts it, rounded to a hundred metres.
// Without this script the button is not there and one writes the name of the place.
"use strict";
(() => {
  const form = document.getElementById("by-position");
  const said = document.getElementById("by-position-said");
  if (!form || !navigator.geolocation) return;
  form.hidden = false;
  const failed = () => { said.textContent = "没有得到您的位置。请写区县或镇名来查。"; };
  form.addEventListener("submit", (event) => {
    if (form.elements.longitude.value) return;
    event.preventDefault();
    said.textContent = "正在读取位置";
    navigator.geolocation.getCurrentPosition((found) => {
      form.elements.longitude.value = found.coords.longitude.toFixed(3);
      form.elements.latitude.value = found.coords.latitude.toFixed(3);
      form.submit();
    }, failed, { enableHighAccuracy: false, timeout: 15000, maximumAge: 60000 });
  });
})();
