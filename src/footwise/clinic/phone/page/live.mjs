// While a live session of this person is open in the clinic, what is walked is shown there as it happens.
//
// Only the picture goes this way, a packet a tenth of a second, and it may be lost: the walk itself lies in the phone
// and goes by `outbox.mjs`, and the cue has sounded before a packet is made.

import { ALONE } from "./behind.mjs";
import { BASE, Trouble, ask } from "./server.mjs";

const PACKET_MS = 100;
const ASK_MS = 15000;
// So many bytes wait when the network does not keep up: what comes then is not sent at all.
const BEHIND_BYTES = 32 * 1024;
const LAST = 10;
const MOST_RECORDS = 100;

// `state` says how the walk stands; `heed` is told what the therapist asks for.
export function startLive({ state, heed }) {
  if (ALONE) return { record() {}, felt() {} };
  let socket = null;
  let kept = {};
  let strides = [];
  let tally = {};
  let waiting = [];
  let motion = 0;
  let number = 0;
  let behind = false;
  let told = "";

  const hello = () => {
    const records = [kept.session, kept.quality, kept.target, kept.block, ...strides].filter(Boolean);
    waiting = [];
    socket.send(JSON.stringify({ hello: 1, source: "phone", records, tally, state: state() }));
  };

  const packet = () => {
    if (socket?.readyState !== WebSocket.OPEN) return;
    if (socket.bufferedAmount > BEHIND_BYTES || waiting.length > MOST_RECORDS) {
      behind = true;
      return;
    }
    if (behind) {
      // What a screen has missed it is told as a whole.
      behind = false;
      socket.close();
      return;
    }
    const now = state();
    const stands = JSON.stringify({ ...now, elapsed_s: 0 });
    if (!waiting.length && motion === 0 && stands === told) return;
    told = stands;
    socket.send(JSON.stringify({ number, records: waiting, state: now, motion: Math.min(motion, 100) }));
    number += 1;
    waiting = [];
    motion = 0;
  };

  const connect = () => {
    const address = new URL(`${BASE}live/socket/`, location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const opened = new WebSocket(address);
    opened.onopen = () => {
      socket = opened;
      told = "";
      hello();
    };
    opened.onmessage = ({ data }) => {
      const asked = JSON.parse(data);
      if (asked.kind === "asked") heed(asked);
    };
    opened.onclose = () => {
      socket = null;
      setTimeout(look, behind ? 0 : PACKET_MS * 10);
    };
  };

  const look = async () => {
    try {
      if (navigator.onLine && document.visibilityState === "visible" && (await ask("live/")).open) return connect();
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
    }
    setTimeout(look, ASK_MS);
  };

  setInterval(packet, PACKET_MS);
  look();
  return {
    record(record) {
      if (record.kind === "session") {
        kept = {};
        strides = [];
        tally = {};
      }
      if (["session", "quality", "target", "block"].includes(record.kind)) kept[record.kind] = record;
      else if (record.kind === "stride") {
        strides = [...strides, record].slice(-LAST);
        if (record.valid && record.block !== null && record.error_deg !== null) {
          tally[record.side] ??= { every: [0, 0], told: [0, 0] };
          for (const share of record.feedback ? ["every", "told"] : ["every"]) {
            tally[record.side][share][0] += record.in_band ? 1 : 0;
            tally[record.side][share][1] += 1;
          }
        }
      } else return;
      if (socket !== null) waiting.push(record);
    },
    felt(turn) {
      if (turn > motion) motion = turn;
    },
  };
}
