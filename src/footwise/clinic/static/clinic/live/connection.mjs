// The socket of a live session: opened again and again until the session is over or nobody is let in.

const OVER = { 4403: "not-in", 4404: "ended", 4429: "too-many", 4409: "full" };
const FIRST_MS = 500;
const LONGEST_MS = 8000;
// Whoever was away for long is let in again when they have said who they are.
const AWAY_MS = 15000;
// A network that is cut in silence closes no socket. The clinic says every four seconds that it is there.
const SILENT_MS = 10000;

// `hear` is given each message, `lost` says that there is no connection, `over` why there will be none.
export function follow(path, { greet = null, hear, lost, over }) {
  const address = new URL(path, location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  let wait = FIRST_MS;
  let heard = false;
  const open = () => {
    const socket = new WebSocket(address);
    let silence = 0;
    // What a socket that was given up still brings is old.
    const leave = () => {
      clearTimeout(silence);
      removeEventListener("offline", giveUp);
      socket.onopen = socket.onmessage = socket.onclose = null;
    };
    const tryAgain = () => {
      leave();
      lost();
      setTimeout(open, wait * (0.75 + Math.random() / 2));
      wait = Math.min(2 * wait, LONGEST_MS);
    };
    const giveUp = () => {
      socket.close();
      tryAgain();
    };
    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(giveUp, SILENT_MS);
    };
    socket.onopen = () => greet && socket.send(JSON.stringify(greet));
    socket.onmessage = ({ data }) => {
      wait = FIRST_MS;
      heard = true;
      listen();
      const message = JSON.parse(data);
      if (message.kind !== "alive") hear(message);
    };
    socket.onclose = ({ code }) => {
      if (!OVER[code]) {
        tryAgain();
        return;
      }
      leave();
      over(OVER[code], heard);
      if (OVER[code] === "not-in" && heard) setTimeout(open, AWAY_MS);
    };
    addEventListener("offline", giveUp);
    listen();
  };
  open();
}
