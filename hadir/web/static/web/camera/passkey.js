// A fresh answer of a passkey over the server's options, as JSON; both directions by hand, because
// PublicKeyCredential.parseRequestOptionsFromJSON and toJSON are missing on older phones.

import { toBase64url } from "./device-key.js";

/** Whether this browser knows passkeys. */
export function isSupported() {
  return Boolean(globalThis.PublicKeyCredential && navigator.credentials?.get);
}

/** `options`: what the server sent (`second_step.passkey`). Resolves to the answer for the server, or null when the
 *  person has broken off or no passkey is at hand. Call it within a tap: phones ask for one. */
export async function answer(options, signal) {
  if (!isSupported() || !options) return null;
  const wanted = options.publicKey ?? options;
  const publicKey = {
    ...wanted,
    challenge: fromBase64url(wanted.challenge),
    allowCredentials: (wanted.allowCredentials ?? []).map((one) => ({ ...one, id: fromBase64url(one.id) })),
  };
  let credential;
  try {
    credential = await navigator.credentials.get({ publicKey, signal });
  } catch (error) {
    if (signal?.aborted) throw error;
    console.warn("passkey:", error);
    return null;
  }
  return credential ? asJson(credential) : null;
}

function asJson(credential) {
  const { response } = credential;
  return {
    id: credential.id,
    rawId: toBase64url(new Uint8Array(credential.rawId)),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    clientExtensionResults: {},
    response: {
      clientDataJSON: toBase64url(new Uint8Array(response.clientDataJSON)),
      authenticatorData: toBase64url(new Uint8Array(response.authenticatorData)),
      signature: toBase64url(new Uint8Array(response.signature)),
      userHandle: response.userHandle ? toBase64url(new Uint8Array(response.userHandle)) : null,
    },
  };
}

function fromBase64url(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}
