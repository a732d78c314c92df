import { FAILURES, type FailureCode } from "../domain/failure-catalogue.ts";
import { type OpenapiDocument, type Operation, openapiDocument, type Parameter } from "./openapi.ts";
import { STATUS_OF_FAILURE } from "./status-of-failure.ts";

/**
 * The API's reference, written out once from the same document as openapi.yaml: no script, nothing from
 * elsewhere.
 */
export function renderReferencePage(): string {
  const document = openapiDocument();
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  const contents = document.tags.map(({ name }) => {
    const own = operations.filter(({ operation }) => operation.tags.includes(name));
    const links = own.map(({ method, path, operation: { operationId } }) => {
      const name = `<code>${method.toUpperCase()} ${escaped(path)}</code>`;
      return `<li><a href="#${operationId}">${name}</a></li>`;
    });
    return `<div><h3>${escaped(name)}</h3><ul class="plain">${links.join("")}</ul></div>`;
  });
  return page("API reference", [
    `<p>${prose(document.info.description)}</p>`,
    `<p><a href="/openapi.yaml">openapi.yaml</a> · <a href="/docs/errors">Errors 错误代码</a></p>`,
    `<nav class="contents" aria-label="Operations">${contents.join("")}</nav>`,
    ...operations.map(operationSection),
    "<h2>Schemas</h2>",
    ...schemaSections(document),
  ]);
}

/** Every failure by its code: what problem documents point to. */
export function renderErrorsPage(): string {
  const sections = Object.entries(FAILURES).map(([code, { title, retry, cause, cure }]) =>
    [
      `<section id="${code}" class="card"><h2><code>${code}</code></h2>`,
      `<p><strong>${escaped(title)}.</strong> ${prose(cause)}</p>`,
      `<p>${prose(cure)}</p>`,
      `<p class="quiet">HTTP ${statusOf(code)} · retry: ${retry}</p></section>`,
    ].join(""),
  );
  return page("Errors", [
    `<p>${prose("Every way in which a request can be refused. Programs look at `code` and `retry`.")}</p>`,
    ...sections,
  ]);
}

function statusOf(code: string): number {
  // The keys of FAILURES are the codes; Object.entries widened them.
  return STATUS_OF_FAILURE[code as FailureCode];
}

function operationSection(about: { method: string; path: string; operation: Operation }): string {
  const { method, path, operation } = about;
  const body = Object.entries(operation.requestBody?.content ?? {}).map(
    ([type, { schema }]) => `<li><code>${type}</code> ${schemaHtml(schema)}</li>`,
  );
  const answers = Object.entries(operation.responses).map(([status, { description, content }]) => {
    const [schema] = Object.values(content ?? {}).map((each) => schemaHtml(each.schema));
    return `<tr><td>${status}</td><td>${prose(description)} ${schema ?? ""}</td></tr>`;
  });
  return [
    `<section id="${operation.operationId}" class="card">`,
    `<h2><code>${method.toUpperCase()} ${escaped(path)}</code></h2>`,
    `<p>${escaped(operation.summary)}</p><p class="quiet">${prose(operation.description)}</p>`,
    table(operation.parameters.map(parameterRow), "<th>Parameter</th><th>In</th><th>What it is</th>"),
    body.length === 0 ? "" : `<p>Body:</p><ul>${body.join("")}</ul>`,
    table(answers, "<th>Status</th><th>Answer</th>"),
    "</section>",
  ].join("");
}

function parameterRow({ name, in: place, required, description, schema }: Parameter): string {
  const must = required ? " <strong>required</strong>" : "";
  const about = `${prose(description ?? "")} ${schemaHtml(schema)}`;
  return `<tr><td><code>${name}</code></td><td>${place}${must}</td><td>${about}</td></tr>`;
}

function schemaSections({ components }: OpenapiDocument): string[] {
  return Object.entries(components.schemas).map(([name, schema]) => {
    const text = linked(JSON.stringify(schema, null, 2));
    return `<section id="schema-${name}" class="card"><h3>${name}</h3><pre>${text}</pre></section>`;
  });
}

/** A named schema as a link, any other as its own few words. */
function schemaHtml(schema: object): string {
  const text = JSON.stringify(schema);
  const name = /^\{"\$ref":"#\/components\/schemas\/(\w+)"\}$/.exec(text)?.[1];
  if (name !== undefined) return `<a href="#schema-${name}">${name}</a>`;
  return text === "{}" ? "" : `<code>${escaped(text)}</code>`;
}

function linked(json: string): string {
  return escaped(json).replace(/&quot;#\/components\/schemas\/(\w+)&quot;/g, '<a href="#schema-$1">$1</a>');
}

function table(rows: readonly string[], head: string): string {
  if (rows.length === 0) return "";
  const body = `<thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody>`;
  return `<div class="scroll"><table>${body}</table></div>`;
}

function page(title: string, parts: readonly string[]): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${title} · Caretrail</title><link rel="icon" href="/page/icon.svg">`,
    '<link rel="stylesheet" href="/page/page.css"></head><body><main class="wide">',
    `<p><a href="/">← Caretrail</a></p><h1>${title}</h1>`,
    ...parts,
    "</main></body></html>\n",
  ].join("\n");
}

/** Text whose words in back-ticks are code. */
function prose(text: string): string {
  return escaped(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
