// The map of units: zoom and drag, a dot opens its unit, many dots are drawn on canvas. Without it the map stands still.
(() => {
  "use strict";
  const MANY = 2000; // from so many dots on, one canvas is quicker than one path
  const NEAR = 10; // pixels between a click and the dot that it means
  const DEEPEST = 60;

  function start(figure) {
    const sheet = figure.querySelector("[data-sheet]");
    const svg = sheet.querySelector("svg");
    const path = sheet.querySelector("[data-covered]");
    const canvas = sheet.querySelector("[data-dots]");
    const zoom = sheet.querySelector("[data-zoom]");
    const home = svg.dataset.home.split(" ").map(Number);
    const first = svg.viewBox.baseVal;
    let view = [first.x, first.y, first.width, first.height];
    let waiting = false;
    let moved = false;

    const ids = path.dataset.ids ? path.dataset.ids.split(" ") : [];
    const spots = new Float32Array(ids.length * 2);
    (path.getAttribute("d").match(/M-?\d+ -?\d+/g) || []).slice(0, ids.length).forEach((step, place) => {
      const [x, y] = step.slice(1).split(" ");
      spots[place * 2] = x;
      spots[place * 2 + 1] = y;
    });
    const onCanvas = ids.length > MANY && Boolean(canvas.getContext);
    let inked = new Uint8Array(0); // pixels of the canvas where a dot begins: none is drawn twice
    const colour = getComputedStyle(path).stroke;
    const lands = [...svg.querySelectorAll(".unit-land")].map((land) => [new Path2D(land.getAttribute("d")), getComputedStyle(land).fill]);

    // Where the drawing lies inside the element: it is centred and keeps its shape.
    function frame() {
      const box = svg.getBoundingClientRect();
      const scale = Math.min(box.width / view[2], box.height / view[3]);
      return { box, scale, left: (box.width - view[2] * scale) / 2, top: (box.height - view[3] * scale) / 2 };
    }

    function point(event) {
      const { box, scale, left, top } = frame();
      return [(event.clientX - box.left - left) / scale + view[0], (event.clientY - box.top - top) / scale + view[1]];
    }

    function dots() {
      const { box, scale, left, top } = frame();
      const sharp = window.devicePixelRatio || 1;
      const wide = Math.round(box.width * sharp);
      const high = Math.round(box.height * sharp);
      const pen = canvas.getContext("2d");
      if (canvas.width !== wide || canvas.height !== high) {
        canvas.width = wide;
        canvas.height = high;
        inked = new Uint8Array(wide * high);
      } else {
        pen.resetTransform();
        pen.clearRect(0, 0, wide, high);
        inked.fill(0);
      }
      pen.setTransform(scale * sharp, 0, 0, scale * sharp, (left - view[0] * scale) * sharp, (top - view[1] * scale) * sharp);
      for (const [shape, fill] of lands) {
        pen.fillStyle = fill;
        pen.fill(shape);
      }
      pen.resetTransform();
      const size = Math.round((scale > 0.6 ? 5 : 3) * sharp);
      const half = size >> 1;
      const step = scale * sharp;
      const east = (left - view[0] * scale) * sharp;
      const south = (top - view[1] * scale) * sharp;
      pen.fillStyle = colour;
      for (let place = 0; place < spots.length; place += 2) {
        const x = Math.round(spots[place] * step + east);
        const y = Math.round(spots[place + 1] * step + south);
        if (x < 0 || y < 0 || x >= wide || y >= high || inked[y * wide + x]) continue;
        inked[y * wide + x] = 1;
        pen.fillRect(x - half, y - half, size, size);
      }
    }

    function show() {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        svg.setAttribute("viewBox", view.map((each) => each.toFixed(1)).join(" "));
        const share = view[2] / home[2];
        sheet.querySelectorAll(".unit-names text, .unit-heat text").forEach((text) => {
          text.setAttribute("transform", share === 1 ? "" : `translate(${text.getAttribute("x") * (1 - share)} ${text.getAttribute("y") * (1 - share)}) scale(${share})`);
        });
        if (onCanvas) dots();
      });
    }

    function closer(factor, [x, y]) {
      const wide = Math.min(Math.max(view[2] * factor, home[2] / DEEPEST), home[2]);
      const share = wide / view[2];
      const left = x - (x - view[0]) * share;
      const top = y - (y - view[1]) * share;
      move([left, top, wide, view[3] * share]);
    }

    function move([left, top, wide, high]) {
      const stay = (value, size, begin, whole) => Math.min(Math.max(value, begin - size / 4), begin + whole - size * 0.75);
      view = wide >= home[2] ? [...home] : [stay(left, wide, home[0], home[2]), stay(top, high, home[1], home[3]), wide, high];
      show();
    }

    function nearest(event) {
      const [x, y] = point(event);
      const reach = NEAR / frame().scale;
      let best = -1;
      let least = reach * reach;
      for (let place = 0; place < spots.length; place += 2) {
        const off = (spots[place] - x) ** 2 + (spots[place + 1] - y) ** 2;
        if (off < least) [best, least] = [place / 2, off];
      }
      return best < 0 ? "" : ids[best];
    }

    svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && view[2] === home[2] && event.deltaY > 0) return; // nothing to go back to: the page scrolls
      event.preventDefault();
      closer(event.deltaY < 0 ? 0.8 : 1.25, point(event));
    }, { passive: false });

    svg.addEventListener("pointerdown", (event) => {
      if (event.button || event.pointerType === "touch" && view[2] === home[2]) return;
      const from = [event.clientX, event.clientY];
      const begun = [...view];
      const { scale } = frame();
      moved = false;
      let off = [0, 0];
      // While it is dragged the drawing is only shifted; it is drawn anew where it is let go.
      const shift = (text) => [svg, canvas].forEach((each) => { each.style.transform = text; });
      const drag = (each) => {
        off = [each.clientX - from[0], each.clientY - from[1]];
        if (!moved && Math.hypot(...off) < 5) return;
        moved = true;
        sheet.classList.add("drags");
        shift(`translate(${off[0]}px, ${off[1]}px)`);
      };
      const end = () => {
        sheet.classList.remove("drags");
        shift("");
        if (moved) move([begun[0] - off[0] / scale, begun[1] - off[1] / scale, begun[2], begun[3]]);
        window.removeEventListener("pointermove", drag);
      };
      window.addEventListener("pointermove", drag);
      window.addEventListener("pointerup", end, { once: true });
      window.addEventListener("pointercancel", end, { once: true });
    });

    // A drag ends without opening anything; a click near a dot opens its unit rather than the ground beneath it.
    svg.addEventListener("click", (event) => {
      if (moved) {
        event.preventDefault();
        event.stopPropagation();
        moved = false;
        return;
      }
      const unit = event.target.closest("[data-unit]") ? "" : nearest(event);
      if (!unit) return;
      event.preventDefault();
      event.stopPropagation();
      window.location.assign(`/units/${unit}`);
    }, true);

    // The row and the square of one unit show each other.
    const both = (event, on) => {
      const mark = event.target.closest("[data-unit], [data-row-of]");
      const unit = mark && (mark.dataset.unit || mark.dataset.rowOf);
      if (!unit) return;
      document.querySelectorAll(`[data-unit="${unit}"], [data-row-of="${unit}"]`).forEach((each) => each.classList.toggle("on", on));
    };
    const wrap = figure.parentNode;
    for (const [begin, end] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
      wrap.addEventListener(begin, (event) => both(event, true));
      wrap.addEventListener(end, (event) => both(event, false));
    }

    const centre = () => [view[0] + view[2] / 2, view[1] + view[3] / 2];
    zoom.hidden = false;
    zoom.querySelector("[data-in]").addEventListener("click", () => closer(0.6, centre()));
    zoom.querySelector("[data-out]").addEventListener("click", () => closer(1.667, centre()));
    zoom.querySelector("[data-all-of-it]").addEventListener("click", () => move([...home]));
    if (onCanvas) {
      canvas.hidden = false;
      sheet.classList.add("drawn");
      new ResizeObserver(show).observe(svg);
    }
    show();
  }

  function begin(root) {
    root.querySelectorAll("[data-map]").forEach((figure) => {
      if (figure.dataset.begun) return;
      figure.dataset.begun = "yes";
      start(figure);
    });
  }

  begin(document);
  document.addEventListener("htmx:afterSwap", () => begin(document));
})();
