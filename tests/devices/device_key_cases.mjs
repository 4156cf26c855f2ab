// The phone's key without a browser: Node has WebCrypto, and a small stand-in plays IndexedDB. Prints what was signed,
// for the server's side of the test. Run by test_device_key.py.
import assert from "node:assert/strict";

const rows = new Map();

globalThis.indexedDB = {
  open() {
    const request = {};
    const database = {
      createObjectStore() {},
      close() {},
      transaction() {
        const transaction = {
          objectStore: () => ({
            get: (name) => settle(transaction, () => rows.get(name)),
            add: (value, name) =>
              settle(transaction, () => {
                if (rows.has(name)) throw Object.assign(new Error("there already"), { name: "ConstraintError" });
                rows.set(name, value);
              }),
          }),
        };
        return transaction;
      },
    };
    queueMicrotask(() => {
      request.result = database;
      request.onsuccess();
    });
    return request;
  },
};

function settle(transaction, task) {
  const request = {};
  setTimeout(() => {
    try {
      request.result = task();
      transaction.oncomplete();
    } catch (error) {
      request.error = error;
      transaction.onerror();
    }
  });
  return request;
}

let config = null;
globalThis.document = { getElementById: () => config && { textContent: JSON.stringify(config) } };
const key = await import("../../hadir/web/static/web/camera/device-key.js");

const session = JSON.parse(process.argv[2]);

// a page that is nobody's own makes no key
assert.equal(await key.sign(session), null);
assert.equal(await key.publicKey(), null);

// the server knows a phone, this browser has lost its key: explained, never replaced
config = { owner: "siti", bound: "x".repeat(43) };
assert.equal(await key.standing(config), "missing");
assert.equal(await key.sign(session), null);
assert.equal(rows.size, 0);

// nothing known: two tabs sign at once, one key comes of it
config = { owner: "siti", bound: null };
assert.equal(await key.standing(config), "unbound");
const [one, two] = await Promise.all([key.sign(session), key.sign({ ...session, siteCode: "AB12" })]);
assert.equal(one.key, two.key);
assert.equal(one.key, await key.publicKey());

const kept = rows.get("phone");
assert.equal(kept.privateKey.extractable, false);
await assert.rejects(crypto.subtle.exportKey("pkcs8", kept.privateKey));

const name = await key.thumbprint();
assert.equal(await key.standing({ owner: "siti", bound: name }), "bound");
assert.equal(await key.standing({ owner: "siti", bound: "y".repeat(43) }), "another_phone");
assert.equal(await key.standing({ owner: "budi", bound: null }), "other_account");
assert.equal(await key.create("budi"), one.key);
assert.equal(await key.standing({ owner: "siti", bound: name }), "bound");

// a broken store is a check-in without a signature, not an error
const open = indexedDB.open;
console.warn = () => {};
indexedDB.open = () => {
  throw new Error("no storage in this window");
};
assert.equal(await key.sign(session), null);
assert.equal(await key.standing(config), "unsupported");
indexedDB.open = open;

console.log(JSON.stringify({ one, two, name, text: await key.signWord("hadir-device-bind|abc") }));
