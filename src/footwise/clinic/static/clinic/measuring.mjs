// Asks once a second how far what a worker does is, and shows the page anew when that changes.
const box = document.getElementById("measuring");
const bar = box.querySelector("progress");

async function look() {
  try {
    const answer = await fetch(box.dataset.state, { redirect: "error" });
    const told = await answer.json();
    if (!told.open || told.state !== box.dataset.now) {
      window.location.reload();
      return;
    }
    if (told.of) {
      bar.max = told.of;
      bar.value = told.done;
    }
  } catch {
    // The server is away for a moment: ask again.
  }
  setTimeout(look, 1000);
}

look();
