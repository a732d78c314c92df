import express, { type Express } from "express";
import helmet from "helmet";
import { fail } from "../domain/failure.ts";
import type { Log } from "../domain/ports.ts";
import { answerProblem, refuseMethod, refuseUnknownPath } from "./answer-problem.ts";
import type { Doors } from "./doors.ts";
import { createGate, type GateSettings } from "./handle-route.ts";
import { PAGE_FILES, readPageFile } from "./page-files.ts";
import { beginRequest, contextOf, send } from "./request-context.ts";
import type { Route } from "./route.ts";
import { ROUTES } from "./routes/all-routes.ts";

export type AppSettings = {
  readonly doors: Doors;
  readonly gate: Omit<GateSettings, "clock" | "limits">;
  readonly log: Log;
  /** Absolute, without a slash at its end: where problem documents point to. */
  readonly publicUrl: () => string;
};

/** The HTTP server's whole behaviour, with everything it needs passed in. */
export function createApp({ doors, gate, log, publicUrl }: AppSettings): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  app.set("trust proxy", false);
  app.set("query parser", "simple");
  app.set("case sensitive routing", true);
  app.set("strict routing", true);
  app.use(beginRequest({ clock: doors.clock, log, metrics: doors.metrics }));
  app.use(securityHeaders());
  app.use(limitInFlight(doors.limits.requestsInFlightMax));
  servePage(app);
  serveRoutes(app, createGateOf({ doors, gate }));
  app.use(refuseUnknownPath);
  app.use(answerProblem(publicUrl, log));
  return app;
}

type HandlerOf = ReturnType<typeof createGate>["handlerOf"];

function createGateOf({ doors, gate }: Pick<AppSettings, "doors" | "gate">): HandlerOf {
  return createGate({ ...gate, clock: doors.clock, limits: doors.limits }, doors).handlerOf;
}

/** Everything from this origin and nothing inline; the page is framed by nobody. */
function securityHeaders(): ReturnType<typeof helmet> {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        "default-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
      },
    },
    referrerPolicy: { policy: "no-referrer" },
  });
}

/** Beyond its limit the server says so at once, rather than answering everybody late. */
function limitInFlight(requestsInFlightMax: number): express.RequestHandler {
  let inFlight = 0;
  return (_request, response, next) => {
    if (inFlight >= requestsInFlightMax) fail("too-busy", { retryAfterSec: 1 });
    inFlight += 1;
    response.on("close", () => {
      inFlight -= 1;
    });
    next();
  };
}

function servePage(app: Express): void {
  for (const file of PAGE_FILES) {
    app.get(file.path, async (_request, response) => {
      contextOf(response).route = file.path;
      const body = await readPageFile(file);
      send(response, {
        status: 200,
        body,
        contentType: file.contentType,
        headers: { "Cache-Control": "no-cache" },
      });
    });
    app.all(file.path, refuseMethod(["GET", "HEAD"]));
  }
}

function serveRoutes(app: Express, handlerOf: HandlerOf): void {
  const methodsOf = new Map<string, string[]>();
  for (const route of ROUTES) {
    const path = expressPath(route);
    const handle = handlerOf(route);
    const method = METHOD_NAMES[route.method];
    app[method](path, (request, response) => {
      contextOf(response).route = route.path;
      return handle(request, response);
    });
    methodsOf.set(path, [
      ...(methodsOf.get(path) ?? []),
      ...(method === "get" ? ["GET", "HEAD"] : [route.method]),
    ]);
  }
  for (const [path, methods] of methodsOf) app.all(path, refuseMethod(methods));
}

const METHOD_NAMES = { GET: "get", POST: "post", PUT: "put", DELETE: "delete" } as const;

/** `/v1/batches/{id}` is `/v1/batches/:id` to express. */
function expressPath({ path }: Route): string {
  return path.replace(/\{([a-z]+)\}/gi, ":$1");
}
