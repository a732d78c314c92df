import { lockJournal } from "../../../server/node/journal-lock.ts";

/** A process that holds a journal's lock until it is killed. */
lockJournal(process.argv[2] ?? "");
process.send?.("locked");
setInterval(() => undefined, 60_000);
