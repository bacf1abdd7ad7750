// Hides the page when nobody has touched it for as long as the server waits, and shows it again for the password:
// what was typed stays in it meanwhile.
const box = document.getElementById("away");
const form = box.querySelector("form");
const title = document.title;
const idle = Number(box.dataset.idle) * 1000;
const LAST = "footwise-last-touch";
let last = Date.now();
let away = false;
let focused = null;

function touched() {
  const now = Date.now();
  if (away || now - last < 500) return;
  last = now;
  // Whoever works in another window of the clinic is here.
  try { localStorage.setItem(LAST, String(now)); } catch { /* Only this window then. */ }
}

function look() {
  const now = Date.now();
  let other = 0;
  try { other = Number(localStorage.getItem(LAST)) || 0; } catch { /* As above. */ }
  // A time to come is of a clock that was put back.
  last = Math.min(Math.max(last, other <= now ? other : 0), now);
  if (!away && now - last >= idle) leave();
}

function leave() {
  away = true;
  focused = document.activeElement;
  document.documentElement.classList.add("away");
  document.title = "Footwise";
  box.hidden = false;
  (form?.elements.password ?? box.querySelector("a")).focus();
}

function comeBack() {
  away = false;
  last = Date.now();
  form.reset();
  box.hidden = true;
  document.title = title;
  document.documentElement.classList.remove("away");
  focused?.focus?.();
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const wrong = box.querySelector(".error");
  wrong.hidden = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    // Only whoever's page this is: somebody else may have logged in meanwhile.
    if (String(told.user) === box.dataset.user) {
      comeBack();
      return;
    }
    // Logged out, or logged in anew, in another window: this page belongs to a session that is over.
    if (answer.status === 403 || new URL(answer.url).pathname !== new URL(form.action).pathname) {
      window.location.reload();
      return;
    }
  } catch { /* The server is away for a moment. */ }
  wrong.hidden = false;
  form.elements.password.focus();
});

for (const name of ["pointerdown", "keydown", "wheel", "scroll", "touchstart", "input"]) {
  document.addEventListener(name, touched, { capture: true, passive: true });
}
document.addEventListener("visibilitychange", look);
window.addEventListener("pageshow", look);
setInterval(look, 1000);
