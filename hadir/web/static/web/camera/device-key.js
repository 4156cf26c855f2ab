// The key of this phone: made here, kept in this browser, never readable by anybody, this script included.
//
// The page says in #device-config whose page it is ({owner, bound}): `owner` is an opaque word for the account, `bound`
// the thumbprint of the phone that the server has on file, or null. Without it nothing is made and nothing is signed
// (a counter's tablet records other people's faces). A key that the server knows and this browser has lost is never
// replaced in silence: `standing` says so, and the page leads to asking for this phone to be bound anew.

const DATABASE = "hadir-device";
const STORE = "keys";
const NAME = "phone";
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };
const SIGNING = { name: "ECDSA", hash: "SHA-256" };

/** Whether this browser can keep a key at all: not over plain http, not in some private windows. */
export function isSupported() {
  return Boolean(globalThis.crypto?.subtle && globalThis.indexedDB && globalThis.isSecureContext !== false);
}

/** The public key as the JSON text whose SHA-256 is its name (RFC 7638), or null. */
export async function publicKey() {
  return (await quietly(load))?.jwk ?? null;
}

/** The name of this phone's key, or null. */
export async function thumbprint() {
  const jwk = await publicKey();
  return jwk === null ? null : toBase64url(await sha256(utf8(jwk)));
}

/** How this browser stands towards what the server knows:
 *  "unsupported", "other_account" (the key was made for somebody else), "missing" (the server knows a phone, this
 *  browser has no key), "another_phone" (it has one, and the server knows a different one), "bound", "unbound". */
export async function standing({ owner, bound }) {
  if (!isSupported()) return "unsupported";
  let kept;
  try {
    kept = await load();
  } catch {
    return "unsupported";
  }
  if (!kept) return bound ? "missing" : "unbound";
  if (kept.owner !== owner) return "other_account";
  if (!bound) return "unbound";
  return (await thumbprint()) === bound ? "bound" : "another_phone";
}

/** Makes the key if there is none yet, asks the browser to keep it, and returns the public key, or null. */
export async function create(owner) {
  if (!isSupported()) return null;
  return (await quietly(() => loadOrMake(owner)))?.jwk ?? null;
}

/** Signs one session. Resolves to {key, statement, signature} for the server, or null where this browser cannot:
 *  never rejects, because a check-in without a signature is still a check-in.
 *
 *  `chain`: hex, or bytes; `position`: {latitude, longitude, accuracy} or null; `clientTime`: Date or ISO text;
 *  `openedMs`, `finishedMs`: of performance.now(); `siteCode`: what was typed or scanned, or null. */
export async function sign({ session, nonce, chain, frames, position, clientTime, openedMs, finishedMs, siteCode }) {
  return quietly(async () => {
    const kept = await keyForThisPage();
    if (!kept) return null;
    const statement = {
      v: 1,
      session,
      nonce_digest: toHex(await sha256(utf8(nonce))),
      chain: typeof chain === "string" ? chain : toHex(new Uint8Array(chain)),
      frames,
      position: asPosition(position),
      client_time: clientTime instanceof Date ? clientTime.toISOString() : String(clientTime),
      opened_ms: Math.max(0, openedMs),
      finished_ms: Math.max(0, finishedMs),
      site_code: siteCode || null,
    };
    return signed(kept, JSON.stringify(statement));
  });
}

/** Signs a text of the server's with the key that is there, to show that this phone holds it; for the page on which
 *  the person asks for this phone to be bound. {key, statement, signature} or null. */
export async function signWord(text) {
  return quietly(async () => {
    const kept = await load();
    return kept ? signed(kept, text) : null;
  });
}

/** What the page knows about phones, or null on pages that are nobody's own. */
export function pageConfig() {
  const element = globalThis.document?.getElementById("device-config");
  return element ? JSON.parse(element.textContent) : null;
}

async function keyForThisPage() {
  const config = pageConfig();
  if (!config || !isSupported()) return null;
  const kept = await load();
  if (kept || config.bound) return kept; // a lost key is explained, not replaced
  return loadOrMake(config.owner);
}

async function signed(kept, text) {
  const bytes = utf8(text);
  const signature = new Uint8Array(await crypto.subtle.sign(SIGNING, kept.privateKey, bytes));
  return { key: kept.jwk, statement: toBase64url(bytes), signature: toBase64url(signature) };
}

// --- the store

function load() {
  return inStore("readonly", (store) => store.get(NAME)).then((kept) => kept ?? null);
}

/** Two tabs may come here at once: the first key that is stored is everybody's. */
async function loadOrMake(owner) {
  const kept = await load();
  if (kept) return kept;
  const pair = await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
  const { crv, kty, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const jwk = JSON.stringify({ crv, kty, x, y });
  const made = { privateKey: pair.privateKey, publicKey: pair.publicKey, jwk, owner, madeAt: new Date().toISOString() };
  try {
    await inStore("readwrite", (store) => store.add(made, NAME));
  } catch (error) {
    if (error?.name !== "ConstraintError") throw error;
  }
  globalThis.navigator?.storage?.persist?.().catch(() => {}); // asked for, not relied on
  return load();
}

async function inStore(mode, ask) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = ask(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(request.error ?? transaction.error);
    });
  } finally {
    database.close();
  }
}

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error ?? new Error("blocked"));
  });
}

/** The result, or null when the browser keeps no keys (some private windows, a full disk). */
async function quietly(task) {
  try {
    return await task();
  } catch (error) {
    console.warn("device key:", error);
    return null;
  }
}

// --- forms

function asPosition(position) {
  if (!position) return null;
  const { latitude, longitude, accuracy } = position;
  return [latitude, longitude, accuracy].every(Number.isFinite) ? { latitude, longitude, accuracy } : null;
}

function utf8(text) {
  return new TextEncoder().encode(text);
}

async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function toBase64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
