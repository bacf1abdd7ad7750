// The socket of a live session: opened again and again until the session is over or nobody is let in.

const OVER = { 4403: "not-in", 4404: "ended", 4429: "too-many", 4409: "full" };
const FIRST_MS = 500;
const LONGEST_MS = 8000;
// Whoever was away for long is let in again when they have said who they are.
const AWAY_MS = 15000;

// `hear` is given each message, `lost` says that there is no connection, `over` why there will be none.
export function follow(path, { greet = null, hear, lost, over }) {
  const address = new URL(path, location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  let wait = FIRST_MS;
  let heard = false;
  const open = () => {
    const socket = new WebSocket(address);
    socket.onopen = () => greet && socket.send(JSON.stringify(greet));
    socket.onmessage = ({ data }) => {
      wait = FIRST_MS;
      heard = true;
      hear(JSON.parse(data));
    };
    socket.onclose = ({ code }) => {
      if (OVER[code]) {
        over(OVER[code], heard);
        if (OVER[code] === "not-in" && heard) setTimeout(open, AWAY_MS);
        return;
      }
      lost();
      setTimeout(open, wait * (0.75 + Math.random() / 2));
      wait = Math.min(2 * wait, LONGEST_MS);
    };
  };
  open();
}
