// The device: one camera stream per visit, frames as small JPEGs, the position asked once.

/** Why there is no camera: "insecure", "unsupported", "refused", "absent", "busy", "failed". */
export class CameraError extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

const BY_NAME = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "absent",
  OverconstrainedError: "absent",
  NotReadableError: "busy",
  AbortError: "busy",
  TypeError: "unsupported",
};

const STUCK_MS = 6000; // a camera that shows the same picture for so long is stuck

export class Camera {
  constructor(video) {
    this.video = video;
    this.stream = null;
    this.canvas = document.createElement("canvas");
    this.answeredMs = null; // how long the camera took to answer
    this.given = new Set(); // fingerprints of every frame of this visit
  }

  get live() {
    return this.stream?.getVideoTracks().some((track) => track.readyState === "live") ?? false;
  }

  /** Starts the camera, or keeps the one that runs: asking again may make the phone ask its owner again. */
  async open() {
    if (this.live) return;
    if (!window.isSecureContext) throw new CameraError("insecure");
    if (!navigator.mediaDevices?.getUserMedia) throw new CameraError("unsupported");
    // "ideal", never "exact": cheap phones refuse what they cannot match exactly.
    const asked = performance.now();
    const wishes = { facingMode: "user", width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 24, max: 30 } };
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: wishes });
      this.answeredMs = Math.round(performance.now() - asked);
    } catch (error) {
      throw new CameraError(BY_NAME[error?.name] ?? "failed");
    }
    this.video.muted = true;
    this.video.playsInline = true;
    this.video.srcObject = this.stream;
    try {
      await this.video.play();
      await this.firstPicture();
    } catch (error) {
      this.close();
      throw error instanceof CameraError ? error : new CameraError("failed");
    }
  }

  /** Some phones say "playing" long before a picture has come. */
  async firstPicture() {
    const end = performance.now() + 8000;
    while (!(this.video.videoWidth > 0 && this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA)) {
      if (performance.now() > end) throw new CameraError("busy");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  close() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
  }

  /** What the camera really gives. Track settings may hold the unrotated size, so the picture wins. */
  facts() {
    const track = this.stream?.getVideoTracks()[0];
    const settings = track?.getSettings?.() ?? {};
    return {
      label: (track?.label ?? "").slice(0, 120),
      width: this.video.videoWidth || settings.width || 0,
      height: this.video.videoHeight || settings.height || 0,
      frame_rate: Number.isFinite(settings.frameRate) ? settings.frameRate : null,
      answered_ms: this.answeredMs,
      utc_offset_min: -new Date().getTimezoneOffset(),
    };
  }

  /** The part of the picture that is sent and shown: from the middle, between 3:4 and square. The sides of a wide
   *  picture hold no face, and without them more of the frame's pixels fall on it. */
  crop() {
    const { videoWidth: width, videoHeight: height } = this.video;
    const ratio = Math.min(1, Math.max(3 / 4, width / height));
    const w = Math.min(width, Math.round(height * ratio));
    const h = Math.min(height, Math.round(w / ratio));
    return { x: Math.round((width - w) / 2), y: Math.round((height - h) / 2), w, h };
  }

  /** One frame as JPEG, as the camera sees it (never mirrored), at most `maxWidth` px wide. Resolves to a Blob.
   *  Never the same bytes twice: in the dark a cheap camera delivers fewer pictures than we ask for, and the server
   *  must take a repeated one for a replay. */
  async frame(maxWidth, quality) {
    const end = performance.now() + STUCK_MS;
    while (performance.now() < end) {
      if (!this.live) throw new CameraError("busy");
      await this.nextPicture();
      const jpeg = await this.grab(maxWidth, quality);
      const digest = await fingerprint(jpeg);
      if (!this.given.has(digest)) {
        this.given.add(digest);
        return jpeg;
      }
    }
    throw new CameraError("failed");
  }

  /** Resolves when the camera has delivered another picture; browsers without the callback wait a moment. */
  nextPicture() {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.video.requestVideoFrameCallback ? 1000 : 40);
      this.video.requestVideoFrameCallback?.(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  async grab(maxWidth, quality) {
    const { x, y, w, h } = this.crop();
    const scale = Math.min(1, maxWidth / w);
    this.canvas.width = Math.max(1, Math.round(w * scale));
    this.canvas.height = Math.max(1, Math.round(h * scale));
    const context = this.canvas.getContext("2d", { alpha: false });
    context.drawImage(this.video, x, y, w, h, 0, 0, this.canvas.width, this.canvas.height);
    const blob = await new Promise((resolve) => this.canvas.toBlob(resolve, "image/jpeg", quality));
    if (!blob) throw new CameraError("failed");
    return blob;
  }
}

async function fingerprint(blob) {
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Asks once where the device is. Never rejects: a refusal is a fact that is sent along, not a barrier. */
export function locate(timeoutMs = 8000) {
  if (!navigator.geolocation) return Promise.resolve({ position: null, position_error: "unsupported" });
  return new Promise((resolve) => {
    const fail = (code) => resolve({ position: null, position_error: code });
    // The browser's own limit does not run while it shows its question, hence a second clock.
    const timer = setTimeout(() => fail("timeout"), timeoutMs + 2000);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        clearTimeout(timer);
        const { latitude, longitude, accuracy } = coords;
        resolve({ position: { latitude, longitude, accuracy }, position_error: null });
      },
      (error) => {
        clearTimeout(timer);
        fail({ 1: "refused", 2: "unavailable", 3: "timeout" }[error.code] ?? "unavailable");
      },
      { enableHighAccuracy: true, timeout: timeoutMs, maximumAge: 60_000 },
    );
  });
}
