// What is to be sent is tried when there is a network, ever more seldom while there is none, and by one open page of ten.

const FIRST_MS = 2000;
const LONGEST_MS = 5 * 60 * 1000;

// `send` gets what it calls when something got through; `failed` is told of each try that did not. Gives what tries now.
export function startSending(lock, send, failed) {
  let wait = FIRST_MS;
  let timer = 0;
  let busy = false;
  let again = false;
  const through = () => (wait = FIRST_MS);

  async function round() {
    clearTimeout(timer);
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    again = false;
    try {
      if (navigator.locks) await navigator.locks.request(lock, () => send(through));
      else await send(through);
    } catch (error) {
      timer = setTimeout(round, wait * (0.75 + Math.random() / 2));
      wait = Math.min(2 * wait, LONGEST_MS);
      failed(error);
    } finally {
      busy = false;
    }
    if (again) round();
  }

  addEventListener("online", () => {
    wait = FIRST_MS;
    round();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && round());
  round();
  return round;
}
