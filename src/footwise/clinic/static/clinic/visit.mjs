// Keeps the list of a visit's recordings as it is on the server: asks once a second while something goes on, and takes
// the list anew when something has begun or ended. Answers that somebody is giving at the moment stay as they are.
const dirty = (row) => [...row.querySelectorAll("select")].some(
  (one) => [...one.options].some((option) => option.selected !== option.defaultSelected) && one.dataset.touched,
);
const box = () => document.getElementById("live");

async function taken(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("live");
  if (!fresh) {
    window.location.reload();
    return;
  }
  const held = document.activeElement?.id;
  for (const row of box().querySelectorAll(".recording")) {
    const same = fresh.querySelector(`#${CSS.escape(row.id)}`);
    if (same && dirty(row)) {
      for (const name of ["stands"]) row.querySelector(`.${name}`)?.replaceWith(same.querySelector(`.${name}`));
      same.replaceWith(row);
    }
  }
  box().replaceWith(fresh);
  const said = document.querySelector("main > .said");
  const say = page.querySelector("main > .said");
  said?.remove();
  if (say) document.getElementById("main").prepend(say);
  if (held) document.getElementById(held)?.focus();
}

export async function refresh() {
  await taken(await fetch(window.location.pathname, { redirect: "error" }));
}

async function look() {
  const now = box();
  if ("live" in now.dataset) {
    try {
      const answer = await fetch(now.dataset.state, { redirect: "error" });
      const told = await answer.json();
      for (const [key, one] of Object.entries(told.recordings)) {
        const row = document.getElementById(`recording-${key}`);
        if (row && row.dataset.key === one.key && one.of) {
          const words = row.querySelector("[data-words]");
          if (words.textContent !== one.words) words.textContent = one.words;
          const bar = row.querySelector("[data-bar]");
          bar.max = one.of;
          bar.value = one.done;
        }
      }
      if (told.stamp !== now.dataset.stamp || !told.live) await refresh();
    } catch {
      // The server is away for a moment: ask again.
    }
  }
  setTimeout(look, 1000);
}

document.addEventListener("change", (event) => {
  event.target.dataset.touched = "yes";
});
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("#answers");
  if (!form) return;
  event.preventDefault();
  const { submitter } = event;
  const url = submitter?.hasAttribute("formaction") ? submitter.formAction : form.action;
  const body = new URLSearchParams(new FormData(form, submitter));
  for (const one of form.querySelectorAll("[data-touched]")) delete one.dataset.touched;
  try {
    // Whoever goes on at once takes nothing back of what was answered.
    await taken(await fetch(url, { method: "POST", body, keepalive: true }));
  } catch {
    form.submit();
  }
});
document.addEventListener("footwise:arrived", () => refresh().catch(() => window.location.reload()));
look();
