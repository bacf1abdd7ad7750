// What a person does by themselves with practice and data: a pause, all of it as a file, withdrawal, and the end.

import { dayOf } from "./course.mjs";
import { dayInWords, pauseOn } from "./due.mjs";
import { openJournal } from "./journal.mjs";
import { dataFile } from "./own_file.mjs";
import { download } from "./home.mjs";
import { fill, on, said, show } from "./screens.mjs";
import { Trouble, ask } from "./server.mjs";

const DAY_MS = 864e5;

export function prepareMine({ store, course, kept, phone, prefs, tellOutbox }) {
  // Said once, in a session of its own.
  async function tell(answer) {
    const journal = await openJournal(store, tellOutbox);
    await kept(journal.append({ kind: "answer", after_s: 0, ...answer }));
    await kept(journal.close({ kind: "closed" }));
  }

  const pauseForm = document.getElementById("pause-form");

  function pause() {
    const now = pauseOn(course.told);
    fill("pause-now", now ? said("pause-now", { day: dayInWords(now.until) }) : "");
    pauseForm.reset();
    for (const one of document.querySelectorAll('[data-do="pause-end"]')) one.hidden = !now;
    show("pause");
  }
  pauseForm.onsubmit = async (event) => {
    event.preventDefault();
    const told = new FormData(pauseForm);
    const [days, why] = [Number(told.get("days")), told.getAll("why")];
    await tell({ question: "pause", days, why });
    await course.paused({ since: dayOf(), until: dayOf(new Date(Date.now() + days * DAY_MS)), why });
    fill("pause-told", said("pause-now", { day: dayInWords(course.told.pause.until) }));
    fill("pause-pain", why.includes("pain") ? said("pause-pain") : "");
    show("paused-days");
  };
  on("pause-end", async () => {
    await tell({ question: "pause", days: 0, why: [] });
    await course.paused(null);
    show("home");
  });

  const withdrawForm = document.getElementById("withdraw-form");
  withdrawForm.onsubmit = async (event) => {
    event.preventDefault();
    await tell({ question: "withdraw", wish: new FormData(withdrawForm).get("wish") });
    await course.withdrew();
    show("withdrawn");
  };

  async function takeAlong() {
    fill("export", said("export-asks"));
    let clinic = null;
    try {
      clinic = await ask(`mine/?language=${document.documentElement.lang}`);
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
    }
    const here = { course: course.told, waiting: await store.all(), form: (await store.get("form")) ?? null, chosen: prefs };
    download(`footwise-${dayOf()}.html`, dataFile(clinic, here), "text/html");
    fill("export", said(clinic ? "export-whole" : "export-part"));
  }
  on("export", takeAlong);

  async function remove() {
    const count = await store.count();
    fill("remove-waits", count ? said("remove-waits", { count }) : "");
    show("remove");
  }
  on("remove", async () => {
    // Without a network the clinic closes it; nothing of the person is left to send.
    await ask("leave/", {}).catch(() => {});
    await phone.set("person", null);
    await store.forget();
    location.reload();
  });

  function begin() {
    fill("export", "");
    const { agreed } = course.told;
    for (const one of document.querySelectorAll('[data-screen="mine"] [data-go]')) {
      if (["pause", "withdraw"].includes(one.dataset.go)) one.hidden = !agreed;
      if (one.dataset.go === "withdrawn") one.hidden = agreed;
    }
    show("mine");
  }
  return { begin, pause, remove, withdraw: () => show("withdraw"), withdrawn: () => show("withdrawn") };
}
