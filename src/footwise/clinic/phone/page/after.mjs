// After a walk, and in the diary: pain, a fall, one honest sentence, what got in the way.

import { openJournal } from "./journal.mjs";
import { fill, on, said, show } from "./screens.mjs";

const share = (right, steps) => Math.round((100 * right) / steps);

export function prepareAfter({ store, course, kept, tellOutbox }) {
  let asked = null;

  const eleven = document.querySelector(".eleven");
  for (let rating = 0; rating <= 10; rating += 1) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = String(rating);
    button.addEventListener("click", () => asked?.rated(rating));
    eleven.append(button);
  }
  on("skip", () => asked?.rated(null));

  function stop(why) {
    fill("stop-why", said(`stop-${why}`));
    show("stop");
  }

  function finish(walked) {
    const before = course.told.walks.slice(0, -1).findLast((one) => one.steps > 0);
    fill("pain-question", said("pain-now"));
    let up = false;
    asked = {
      async rated(rating) {
        if (rating !== null) {
          await walked.record({ question: "pain", place: "overall", rating });
          up = await course.pain(rating);
        }
        show("fall");
      },
      async fell(fell) {
        await walked.record({ question: "fall", fell });
        if (fell) await course.fell();
        await walked.close();
        asked = null;
        fill("honest", honest(walked, before));
        fill("next-time", next());
        if (fell || up) stop(fell ? "fall" : "pain");
        else show("done");
      },
    };
    show("pain");
  }
  on("no-fall", () => asked?.fell(false));
  on("fall", () => asked?.fell(true));

  function honest({ minutes, steps, right }, before) {
    if (steps === null) return said("honest-timer", { minutes: Math.round(minutes) });
    if (steps === 0) return said("honest-none");
    if (!before) return said("honest", { right, steps });
    return said("honest-before", { right, steps, before: share(before.right, before.steps), today: share(right, steps) });
  }

  function next() {
    const minutes = Math.round((course.told.plan?.minutes ?? 0) - course.minutesToday());
    return minutes >= 1 ? said("next-today", { minutes }) : said("next-tomorrow");
  }

  async function diary() {
    const journal = await openJournal(store, tellOutbox);
    const record = (answer) => kept(journal.append({ kind: "answer", after_s: 0, ...answer }));
    const places = ["medial", "overall"];
    let up = false;
    const question = (place) => {
      fill("pain-question", said(`pain-${place}`));
      show("pain", true);
    };
    asked = {
      async rated(rating) {
        const place = places.shift();
        if (rating !== null) await record({ question: "pain", place, rating });
        if (rating !== null && place === "medial") await course.medial(rating);
        if (rating !== null && place === "overall") up = await course.pain(rating);
        if (places.length) return question(places[0]);
        asked = null;
        document.getElementById("hindered-form").reset();
        show("hindered");
      },
    };
    document.getElementById("hindered-form").onsubmit = async (event) => {
      event.preventDefault();
      const why = new FormData(event.target).getAll("why");
      if (why.length) await record({ question: "hindered", why });
      await kept(journal.close({ kind: "closed" }));
      if (up) stop("pain");
      else show("saved");
    };
    question(places[0]);
  }
  return { finish, diary };
}
