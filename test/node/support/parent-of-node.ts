import { fork } from "node:child_process";

/** A parent that can be killed: starts a node, and says its process id once that is ready. */
const [, , program = "", settings = ""] = process.argv;
const child = fork(program, [settings], { stdio: "ignore" });
child.on("message", (message: { type: string }) => {
  if (message.type === "ready") process.send?.(child.pid);
});
