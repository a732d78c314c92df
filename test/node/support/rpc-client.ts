/** Asks a node as any client would. */
export class RpcClient {
  readonly url: string;
  #nextId = 1;

  constructor(port: number) {
    this.url = `http://127.0.0.1:${port}/`;
  }

  /** The result; an error of the node is thrown as `RpcAnswerError`. */
  async call(method: string, params: readonly unknown[] = []): Promise<unknown> {
    this.#nextId += 1;
    const answer = await this.post({ jsonrpc: "2.0", id: this.#nextId, method, params });
    return resultOf(JSON.parse(answer.body));
  }

  async text(method: string, params: readonly unknown[] = []): Promise<string> {
    const result = await this.call(method, params);
    if (typeof result !== "string") throw new TypeError(`${method} answered no text`);
    return result;
  }

  async fields(method: string, params: readonly unknown[] = []): Promise<Fields> {
    return fieldsOf(await this.call(method, params));
  }

  async number(method: string, params: readonly unknown[] = []): Promise<number> {
    return Number(await this.text(method, params));
  }

  /** The code of the refusal, or "none". */
  async refusal(method: string, params: readonly unknown[] = []): Promise<string> {
    return await this.call(method, params).then(
      () => "none",
      (error: unknown) => (error instanceof RpcAnswerError ? error.code : Promise.reject(error)),
    );
  }

  async error(method: string, params: readonly unknown[] = []): Promise<RpcAnswerError> {
    const answer = await this.call(method, params).catch((error: unknown) => error);
    if (answer instanceof RpcAnswerError) return answer;
    throw new TypeError(`${method} answered ${JSON.stringify(answer)}`);
  }

  async post(body: unknown): Promise<{ status: number; body: string }> {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const response = await fetch(this.url, { method: "POST", body: text });
    return { status: response.status, body: await response.text() };
  }
}

export type Fields = Readonly<Record<string, unknown>>;

export class RpcAnswerError extends Error {
  readonly rpcCode: number;
  readonly data: Fields;

  constructor(rpcCode: number, message: string, data: Fields) {
    super(message);
    this.name = "RpcAnswerError";
    this.rpcCode = rpcCode;
    this.data = data;
  }

  get code(): string {
    return String(this.data["code"]);
  }
}

export function fieldsOf(value: unknown): Fields {
  if (typeof value !== "object" || value === null) throw new TypeError(`no object: ${JSON.stringify(value)}`);
  return Object.fromEntries(Object.entries(value));
}

function resultOf(answer: unknown): unknown {
  const fields = fieldsOf(answer);
  if (fields["error"] === undefined) return fields["result"];
  const error = fieldsOf(fields["error"]);
  const data = error["data"];
  const facts = typeof data === "object" && data !== null ? fieldsOf(data) : { raw: data };
  throw new RpcAnswerError(Number(error["code"]), String(error["message"]), facts);
}
