import type { ErrorRequestHandler, RequestHandler } from "express";
import { fail, isFailure } from "../domain/failure.ts";
import type { Log } from "../domain/ports.ts";
import { internalProblem, PROBLEM_CONTENT_TYPE, problemHeaders, problemOf } from "./problem.ts";
import { contextOf, send } from "./request-context.ts";

/** The last handler: every refusal and every bug becomes a problem document. */
export function answerProblem(publicUrl: () => string, log: Log): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (thrown, _request, response, _next) => {
    const context = contextOf(response);
    const error = isUndecodablePath(thrown) ? notFound() : thrown;
    const about = { publicUrl: publicUrl(), requestId: context.requestId };
    const problem = isFailure(error) ? problemOf(error, about) : internalProblem(about);
    context.code = problem.code;
    if (!isFailure(error))
      log.error({ requestId: context.requestId, ...wholeError(error) }, "request met a bug");
    if (response.headersSent) {
      response.destroy();
      return;
    }
    send(response, {
      status: problem.status,
      body: problem,
      contentType: PROBLEM_CONTENT_TYPE,
      headers: problemHeaders(error, problem),
    });
  };
}

export const refuseUnknownPath: RequestHandler = () => fail("not-found");

export function refuseMethod(allow: readonly string[]): RequestHandler {
  return () => fail("method-not-allowed", { allow });
}

/** Express' router throws this for a path like `/%zz`: nothing has such a name. */
function isUndecodablePath(error: unknown): boolean {
  return error instanceof URIError;
}

function notFound(): unknown {
  try {
    return fail("not-found");
  } catch (failure) {
    return failure;
  }
}

function wholeError(error: unknown): object {
  if (!(error instanceof Error)) return { error: String(error) };
  return {
    error: { name: error.name, message: error.message, stack: error.stack, cause: String(error.cause) },
  };
}
