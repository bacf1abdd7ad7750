// Sends the files of the form piece by piece: each piece with its place and its SHA-256, again after a break, until all
// of it is here. Without this script the form sends them by itself.
const form = document.getElementById("upload");
const input = form.querySelector("input[type=file]");
const list = document.getElementById("arriving");
const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
const TRIES = 60;
const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
const hex = (bytes) => [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("");

class Refused extends Error {}

async function send(url, body, headers) {
  const answer = await fetch(url, { method: "POST", body, redirect: "error", headers: { "X-CSRFToken": token, ...headers } });
  const told = (answer.headers.get("Content-Type") || "").startsWith("application/json") ? await answer.json() : null;
  // Where it should go on is no trouble; a busy or restarting server is asked again; all else is final.
  if (answer.ok || answer.status === 409 || (answer.status === 400 && told?.trouble === "damaged")) return told;
  if (answer.status >= 500) throw new Error(answer.status === 507 ? form.dataset.full : form.dataset.again);
  throw new Refused(answer.status);
}

async function patiently(attempt, line) {
  for (let tries = 0; ; tries += 1) {
    try {
      const told = await attempt();
      line.say("");
      return told;
    } catch (error) {
      if (error instanceof Refused || tries >= TRIES) throw error;
      line.say(error.message === form.dataset.full ? form.dataset.full : form.dataset.again);
      await pause(Math.min(10, 0.5 * 2 ** tries));
    }
  }
}

function newLine(file) {
  const card = list.appendChild(document.createElement("li"));
  card.className = "card";
  const name = card.appendChild(document.createElement("strong"));
  name.textContent = file.name;
  const bar = card.appendChild(document.createElement("progress"));
  bar.max = Math.max(file.size, 1);
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  const words = card.appendChild(document.createElement("span"));
  words.textContent = form.dataset.waiting;
  return {
    at: (bytes) => { bar.value = bytes; },
    say: (text) => { words.textContent = text; },
    done: () => { card.remove(); },
  };
}

async function prepared(file, offset, size) {
  const piece = file.slice(offset, offset + size);
  // The browser reads it once more to send it, and the page holds none of it meanwhile.
  return { offset, piece, digest: hex(await crypto.subtle.digest("SHA-256", await piece.arrayBuffer())) };
}

async function sendFile(file, line) {
  const mark = `${file.name} ${file.size} ${file.lastModified}`;
  const folder = file.inFolder || file.webkitRelativePath || "";
  const about = JSON.stringify({ name: file.name, size: file.size, mark, folder });
  const begun = await patiently(() => send(form.dataset.begin, about, { "Content-Type": "application/json" }), line);
  const sendPiece = (one, ahead) => send(begun.where, one.piece, {
    "Content-Type": "application/octet-stream",
    "Piece-Offset": String(one.offset),
    "Piece-SHA256": one.digest,
    ...(ahead ? { "Piece-Ahead": "yes" } : {}),
  });
  // Two pieces are on their way at a time: one is read, hashed and sent while the server still takes the one before.
  let sent = begun.offset;
  let next = prepared(file, sent, begun.piece);
  const flying = [];
  for (let whole = false; !whole;) {
    while (flying.length === 0 || (flying.length < 2 && sent < file.size)) {
      const one = await next;
      const answer = sendPiece(one, flying.length > 0);
      // Looked at when its turn comes.
      answer.catch(() => {});
      flying.push({ one, answer });
      sent = one.offset + one.piece.size;
      next = prepared(file, sent, begun.piece);
    }
    const { one, answer } = flying.shift();
    const end = one.offset + one.piece.size;
    let told = await answer.catch((error) => ({ error }));
    if (told.error instanceof Refused) throw told.error;
    if (told.offset !== end) {
      // Nothing else is on its way while the two agree again on where to go on.
      await Promise.allSettled(flying.map((other) => other.answer));
      flying.length = 0;
      told = await patiently(() => sendPiece(one, false), line);
      sent = told.offset;
      next = prepared(file, sent, begun.piece);
    }
    line.at(told.offset);
    whole = told.whole;
  }
  line.at(Math.max(file.size, 1));
  line.say(form.dataset.whole);
}

async function sendAll(files) {
  list.hidden = false;
  const waiting = [...files].map((file) => [file, newLine(file)]);
  for (const [file, line] of waiting) {
    try {
      await sendFile(file, line);
      // From now on the list above shows it.
      line.done();
      document.dispatchEvent(new Event("footwise:arrived"));
    } catch (error) {
      line.say(form.dataset.failed);
    }
  }
}

async function filesIn(entry, path) {
  if (entry.isFile) {
    const file = await new Promise((done, wrong) => { entry.file(done, wrong); });
    file.inFolder = `${path}${file.name}`;
    return [file];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((done, wrong) => { reader.readEntries(done, wrong); });
    if (!some.length) return found;
    for (const one of some) found.push(...await filesIn(one, `${path}${entry.name}/`));
  }
}

async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return [...transfer.files];
  return (await Promise.all(entries.map((entry) => filesIn(entry, "")))).flat().filter((one) => !one.name.startsWith("."));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
});
// What was chosen is on its way at once: a second button would only be forgotten.
form.querySelector("[type=submit]").remove();
input.addEventListener("change", () => {
  const chosen = [...input.files];
  form.reset();
  if (chosen.length) sendAll(chosen);
});
form.addEventListener("dragover", (event) => {
  event.preventDefault();
  form.classList.add("over");
});
form.addEventListener("dragleave", () => form.classList.remove("over"));
form.addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("over");
  dropped(event.dataTransfer).then(sendAll);
});
