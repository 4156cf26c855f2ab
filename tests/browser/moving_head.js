// Runs before the page's own scripts: a camera before which a synthetic head follows what the page asks for.
// Placeholder: FILM = {prompt: [data URL, …]}: the way from rest to the full movement; SCENES = {name: data URL}.
(() => {
  "use strict";
  const FILM = "FILM";
  const SCENES = "SCENES";
  const REST = "look_straight";
  const REACTION_MS = 150; // people read first
  const STEP_MS = 110;

  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { alpha: false });
  const pictures = {};
  const scenes = {};
  let prompt = REST;
  let since = 0;
  let way = []; // pictures from the last attitude to the present one
  let timer = null;

  window.hadirCamera = { scene: "head" }; // or the name of a scene, or "noise": changed by tests

  const load = (source) =>
    new Promise((resolve, reject) => {
      const image = new Image();
      image.onload = () => resolve(image);
      image.onerror = reject;
      image.src = source;
    });

  async function loadAll() {
    for (const [name, sources] of Object.entries(FILM)) pictures[name] = await Promise.all(sources.map(load));
    for (const [name, source] of Object.entries(SCENES)) scenes[name] = await load(source);
    way = pictures[REST].slice(-1);
    canvas.width = way[0].naturalWidth;
    canvas.height = way[0].naturalHeight;
  }

  /** A head does not jump: back from the last movement, then into the next. */
  function follow(asked) {
    if (asked === prompt) return;
    const back = prompt === REST ? [] : pictures[prompt].slice(0, -1).reverse();
    const there = asked === REST ? pictures[REST].slice(-1) : pictures[asked];
    way = [...back, ...there];
    prompt = asked;
    since = performance.now() + REACTION_MS;
  }

  function head() {
    const asked = document.getElementById("stage")?.dataset.prompt || REST;
    const before = way[way.length - 1];
    follow(asked);
    const at = Math.floor((performance.now() - since) / STEP_MS);
    return at < 0 ? (head.last ?? before) : way[Math.min(at, way.length - 1)];
  }

  function draw() {
    const scene = window.hadirCamera.scene;
    const picture = scene === "head" ? head() : scenes[scene];
    if (scene === "head") head.last = picture;
    if (picture) context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    // Noise of a sensor: no two frames are alike, nor those of two runs.
    const amount = picture ? 300 : 20000;
    for (let left = amount; left > 0; left -= 1) {
      const grey = picture ? Math.random() * 255 : 110 + Math.random() * 40;
      context.fillStyle = `rgba(${grey},${grey},${grey},${picture ? 0.12 : 1})`;
      const size = picture ? 2 : 6;
      context.fillRect(Math.random() * canvas.width, Math.random() * canvas.height, size, size);
    }
  }

  navigator.mediaDevices.getUserMedia = async () => {
    if (!way.length) await loadAll();
    clearInterval(timer);
    draw();
    timer = setInterval(draw, 50);
    return canvas.captureStream(20);
  };
})();
