// Runs before the page's own scripts: a camera before which a synthetic head follows what the page asks for.
// Placeholders: FILMS = [{prompt: [data URL, …]}, …], for each person the way from rest to the full movement;
// SCENES = {name: data URL}; PLACES = [[stretch across, stretch down, shear], …] (bench.performer.PLACES).
(() => {
  "use strict";
  const FILMS = "FILMS";
  const SCENES = "SCENES";
  const PLACES = "PLACES";
  const REST = "look_straight";
  const REACTION_MS = 60; // people read first; these are quick ones
  const STEP_MS = 70;

  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { alpha: false });
  const films = [];
  const scenes = {};
  let prompt = REST;
  let since = 0;
  let way = []; // pictures from the last attitude to the present one
  let seen = null; // the picture of the head that was shown last
  let timer = null;
  // Nobody sits down twice in the same way: place and light of this page. The places of a visit follow one another from
  // `hadirFirstPlace`, so that no two check-ins of a test look like copies to the memory against replays.
  const loads = Number(sessionStorage.getItem("hadirLoads"));
  sessionStorage.setItem("hadirLoads", String(loads + 1));
  const [across, down, shear] = PLACES[(window.hadirFirstPlace + loads) % PLACES.length];
  const tint = `rgba(${[0, 0, 0].map(() => Math.random() * 255)},${0.02 + Math.random() * 0.08})`;

  // Changed by tests: "head", the name of a scene or "noise"; which of the people sits there.
  window.hadirCamera = { scene: "head", person: 0 };

  const load = (source) =>
    new Promise((resolve, reject) => {
      const image = new Image();
      image.onload = () => resolve(image);
      image.onerror = reject;
      image.src = source;
    });

  async function loadAll() {
    for (const film of FILMS) {
      const pictures = {};
      for (const [name, sources] of Object.entries(film)) pictures[name] = await Promise.all(sources.map(load));
      films.push(pictures);
    }
    for (const [name, source] of Object.entries(SCENES)) scenes[name] = await load(source);
    way = films[0][REST].slice(-1);
    seen = way[0];
    canvas.width = way[0].naturalWidth;
    canvas.height = way[0].naturalHeight;
  }

  /** A head does not jump: back from the last movement, then into the next. Another person is there at once. */
  function follow(asked) {
    const pictures = films[window.hadirCamera.person];
    const there = asked === REST ? pictures[REST].slice(-1) : pictures[asked];
    if (!there.includes(way[way.length - 1])) {
      const isSame = pictures[prompt].includes(way[way.length - 1]);
      const back = prompt === REST ? [] : pictures[prompt].slice(0, -1).reverse();
      way = isSame ? [...back, ...there] : there;
      since = isSame ? performance.now() + REACTION_MS : 0;
    }
    prompt = asked;
  }

  /** Who has gone too far and is not told to stop goes to and fro over the last part of the way. */
  function swing(at) {
    const last = way.length - 1;
    const part = Math.min(3, last);
    if (at <= last || part === 0) return Math.min(at, last);
    const step = (at - last) % (2 * part);
    return last - Math.min(step, 2 * part - step);
  }

  function head() {
    const asked = document.getElementById("stage")?.dataset.prompt || REST;
    follow(asked);
    const at = Math.floor((performance.now() - since) / STEP_MS);
    return at < 0 ? seen : way[swing(at)];
  }

  function draw() {
    const scene = window.hadirCamera.scene;
    const picture = scene === "head" ? head() : scenes[scene];
    if (scene === "head") seen = picture;
    if (picture) {
      const { width, height } = canvas;
      const left = ((1 - across) * width - shear * height) / 2;
      context.setTransform(across, 0, shear, down, left, ((1 - down) * height) / 2);
      context.drawImage(picture, 0, 0, width, height);
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.fillStyle = tint;
      context.fillRect(0, 0, width, height);
    }
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
