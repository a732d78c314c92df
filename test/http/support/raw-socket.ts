import { connect } from "node:net";

/**
 * Sends bytes as they are and gives what came back until the other side ended. "cut": ends its own side after
 * them, in the middle of a request or not.
 */
export function sendRaw(port: number, text: string, ending: "cut" | "open" = "cut"): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true }, () => {
      socket.write(text);
      if (ending === "cut") socket.end();
    });
    let answer = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      answer += chunk;
    });
    socket.on("end", () => {
      resolve(answer);
      socket.destroy();
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}
