/*
 * Which square of a chosen photo is shown: drawn on a canvas, moved by dragging or by the sliders.
 * The server cuts the same square from the file; without this script it takes the middle.
 */
(function () {
  "use strict";

  const cropping = document.querySelector("[data-cropping]");
  if (!cropping || !window.createImageBitmap) {
    return;
  }
  const form = cropping.closest("form");
  const file = form.querySelector("input[type=file]");
  const view = cropping.querySelector("[data-crop-view]");
  const pen = view.getContext("2d");
  const sliders = { across: form.elements.across, down: form.elements.down, zoom: form.elements.zoom };
  let picture = null;
  let grabbed = null;

  function square() {
    const side = (Math.min(picture.width, picture.height) * 100) / Number(sliders.zoom.value);
    return {
      side: side,
      left: ((picture.width - side) * Number(sliders.across.value)) / 100,
      top: ((picture.height - side) * Number(sliders.down.value)) / 100,
    };
  }

  function draw() {
    if (!picture) {
      return;
    }
    const from = square();
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, view.width, view.height);
    pen.drawImage(picture, from.left, from.top, from.side, from.side, 0, 0, view.width, view.height);
    sliders.across.disabled = picture.width - from.side < 1;
    sliders.down.disabled = picture.height - from.side < 1;
  }

  function within(value) {
    return String(Math.round(Math.min(100, Math.max(0, value))));
  }

  function choose() {
    const chosen = file.files[0];
    picture = null;
    cropping.hidden = true;
    if (!chosen) {
      return;
    }
    createImageBitmap(chosen).then(
      function (read) {
        if (file.files[0] !== chosen) {
          return;
        }
        picture = read;
        sliders.across.value = sliders.down.value = "50";
        sliders.zoom.value = "100";
        cropping.hidden = false;
        draw();
      },
      function () {
        // What the browser cannot read, the server refuses with a reason.
      }
    );
  }

  view.addEventListener("pointerdown", function (event) {
    if (!picture) {
      return;
    }
    view.setPointerCapture(event.pointerId);
    grabbed = {
      x: event.clientX,
      y: event.clientY,
      across: Number(sliders.across.value),
      down: Number(sliders.down.value),
    };
  });
  view.addEventListener("pointermove", function (event) {
    if (!grabbed || !picture) {
      return;
    }
    const from = square();
    const scale = from.side / view.getBoundingClientRect().width;
    const spareX = picture.width - from.side;
    const spareY = picture.height - from.side;
    if (spareX >= 1) {
      sliders.across.value = within(grabbed.across - ((event.clientX - grabbed.x) * scale * 100) / spareX);
    }
    if (spareY >= 1) {
      sliders.down.value = within(grabbed.down - ((event.clientY - grabbed.y) * scale * 100) / spareY);
    }
    draw();
  });
  ["pointerup", "pointercancel"].forEach(function (name) {
    view.addEventListener(name, function () {
      grabbed = null;
    });
  });
  Object.values(sliders).forEach(function (slider) {
    slider.addEventListener("input", draw);
  });
  file.addEventListener("change", choose);
  choose();
})();
