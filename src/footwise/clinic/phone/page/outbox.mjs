// What waits is sent when there is a network, again and again until there is a receipt, and only then let go of.

import { Trouble, ask } from "./server.mjs";
import { clocks } from "./journal.mjs";
import { startSending } from "./sending.mjs";

// A request stays well below what the server takes.
const MOST_PACKETS = 100;
const MOST_LETTERS = 900_000;

export function startOutbox(store, tell) {
  const some = async () => {
    const taken = [];
    let letters = 0;
    for (const one of await store.all()) {
      if (one.open) continue;
      const { open, ...packet } = one;
      letters += JSON.stringify(packet).length;
      if (taken.length && (letters > MOST_LETTERS || taken.length >= MOST_PACKETS)) break;
      taken.push(packet);
    }
    return taken;
  };

  const send = async (through) => {
    for (;;) {
      const packets = await some();
      if (!packets.length) {
        tell((await store.count()) ? "waits" : "all-sent");
        return;
      }
      const { receipts } = await ask("packets/", { packets, ...clocks() });
      // How far a session has come is known even when its packets are gone.
      for (const { session, number } of receipts) {
        const before = (await store.get(`sent ${session}`)) ?? -1;
        if (number > before) await store.set(`sent ${session}`, number);
      }
      await store.drop(receipts.map(({ session, number }) => [session, number]));
      through();
    }
  };

  return startSending("footwise outbox", send, (error) => {
    const kind = error instanceof Trouble ? error.kind : "no network";
    tell({ "old page": "old", revoked: "revoked", "no key": "revoked", "no consent": "no-consent" }[kind] ?? "waits");
  });
}
