// Measures the line to the server from where the page is open: round trip, download, upload. Medians of several tries.

const button = document.getElementById("measure");
const state = document.getElementById("measure-state");
const ROUNDS = 7;
const TRANSFERS = 3;
const SIZE = 200_000; // bytes, as in the view

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function timed(act) {
  const started = performance.now();
  const response = await act();
  if (!response.ok) throw new Error(`status ${response.status}`);
  await response.arrayBuffer();
  return performance.now() - started;
}

async function repeated(times, act) {
  const found = [];
  for (let i = 0; i < times; i += 1) found.push(await timed(act));
  return median(found);
}

async function measure(url, csrf) {
  const roundTrip = await repeated(ROUNDS, () => fetch(`${url}?kosong=1`, { cache: "no-store" }));
  const down = await repeated(TRANSFERS, () => fetch(url, { cache: "no-store" }));
  const body = new Uint8Array(SIZE);
  const up = await repeated(TRANSFERS, () => fetch(url, { method: "POST", body, headers: { "X-CSRFToken": csrf } }));
  const kbps = (ms) => Math.round((SIZE * 8) / Math.max(ms - roundTrip, 1));
  return { round_trip_ms: Math.round(roundTrip), down_kbps: kbps(down), up_kbps: kbps(up) };
}

if (button) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    state.textContent = state.dataset.running;
    const csrf = document.querySelector("input[name=csrfmiddlewaretoken]").value;
    try {
      const found = await measure(button.dataset.probe, csrf);
      for (const [name, value] of Object.entries(found)) document.getElementById(`id_${name}`).value = value;
      state.textContent = state.dataset.done;
    } catch {
      state.textContent = state.dataset.failed;
    }
    button.disabled = false;
  });
}
