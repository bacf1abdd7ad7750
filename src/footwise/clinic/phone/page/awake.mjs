// The screen stays awake while somebody walks; where it may not, that is said.

let lock = null;
let wanted = false;

async function take() {
  try {
    lock = await navigator.wakeLock.request("screen");
    return true;
  } catch {
    return false;
  }
}

export async function stayAwake() {
  wanted = true;
  return take();
}

export async function letSleep() {
  wanted = false;
  await lock?.release().catch(() => {});
  lock = null;
}

// Whoever looks away for a moment lets the browser take it back.
document.addEventListener("visibilitychange", () => {
  if (wanted && document.visibilityState === "visible") take();
});
