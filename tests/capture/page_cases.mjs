// The page's side of one session under Node: chain, waiting, another movement, colours. Prints what was sent as JSON.

const { Capture } = await import("../../hadir/web/static/web/camera/capture.js");
const { Light } = await import("../../hadir/web/static/web/camera/light.js");

const NONCE = process.argv[2];
const sent = [];
let number = 0;
let capture = null;

const api = {
  openSession: async () => ({ session: "s", nonce: NONCE, expires_in_s: 60, interval_ms: 1, max_width: 360, jpeg_quality: 0.8, prompt: {} }),
  sendFrame: async (_session, seq, { jpeg, clientMs, light }) => {
    sent.push({ seq, jpeg: Buffer.from(await jpeg.arrayBuffer()).toString("hex"), clientMs, light });
    if (seq === 2) capture.askForAnother();
    return { state: seq === 4 ? "complete" : "running", wait_ms: seq === 1 ? 40 : 0, prompt: { code: `p${seq}` } };
  },
  askForAnother: async () => {
    sent.push({ another: true });
    return { state: "running", prompt: { code: "other" } };
  },
  finish: async (_session, shown) => ({ finished: shown }),
};
const camera = { frame: async () => new Blob([`picture ${(number += 1)}`]) };
const prompts = [];
const on = { opened: () => {}, network: () => {}, answer: (answer) => prompts.push([answer.prompt.code, performance.now()]) };

capture = new Capture({ api, camera, on });
const outcome = await capture.run({ position: null }, new AbortController().signal, { site_code: "123456" });

const now = { ms: 0 };
const shown = [];
const dataset = {};
const light = new Light({ dataset }, () => now.ms);
for (const [ms, name] of [[0, "amber"], [400, "blue"], [1200, "blue"], [1300, "green"], [2300, ""]]) {
  now.ms = ms;
  light.show(name);
  shown.push(light.shown);
}
clearTimeout(light.timer);

console.log(
  JSON.stringify({
    sent,
    prompts: prompts.map(([code]) => code),
    waited: prompts[1][1] - prompts[0][1],
    chain: Buffer.from(capture.chain.value).toString("hex"),
    frames: capture.chain.frames,
    outcome,
    shown,
  }),
);
