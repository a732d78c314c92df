import { isDeepStrictEqual } from "node:util";
import type { Route } from "../../../server/http/route.ts";
import { ROUTES } from "../../../server/http/routes/all-routes.ts";
import { problem } from "../../../server/http/schemas/failures.ts";
import { STATUS_OF_FAILURE } from "../../../server/http/status-of-failure.ts";

type Told = {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
};

/** Throws unless the answer is one that the API's own schemas promise, to the last member. */
export function requireAsPromised({ method, path, status, body }: Told): void {
  if (status >= 400) {
    const told = problem.parse(body);
    if (told.status !== status || STATUS_OF_FAILURE[told.code] !== status) {
      throw new Error(`${status} for ${told.code}`);
    }
    return;
  }
  const route = routeOf(method, path);
  const schemas = route.answers.filter((answer) => answer.status === status).map((answer) => answer.schema);
  if (!schemas.some((schema) => schema !== null && isDeepStrictEqual(schema.safeParse(body).data, body))) {
    const reasons = schemas.map((schema) => schema?.safeParse(body).error?.message ?? "other members");
    throw new Error(`${method} ${route.path} did not promise this ${status}: ${reasons.join(" | ")}`);
  }
}

function routeOf(method: string, path: string): Route {
  const parts = (path.split("?")[0] ?? "").split("/");
  const found = ROUTES.find((route) => {
    const pattern = route.path.split("/");
    const isSame = pattern.every((part, at) => part.startsWith("{") || part === parts[at]);
    return route.method === method && pattern.length === parts.length && isSame;
  });
  if (found === undefined) throw new Error(`no route for ${method} ${path}`);
  return found;
}
