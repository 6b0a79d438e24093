/** What the rules page asks of Microlift, with the admin's key. */

export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.status = status;
    this.code = problem.code;
    this.errors = problem.errors ?? [];
    this.problem = problem;
  }

  get wrongKey() {
    return this.status === 401 || this.status === 403;
  }
}

export class RuleSets {
  constructor(api, key, name = "default") {
    this.api = api.replace(/\/+$/, "");
    this.key = key;
    this.name = name;
    this.own = `/v1/rulesets/${encodeURIComponent(name)}`;
  }

  schema = () => this.#ask("GET", "/v1/rulesets/schema.json");
  all = () => this.#ask("GET", this.own);
  version = (version) => this.#ask("GET", `${this.own}/versions/${version}`);
  diff = (from, to) => this.#ask("GET", `${this.own}/diff?from=${from}&to=${to}`);

  /** Saves the draft on top of `revision`; another editor's word in between is refused with 409. */
  save = (document, revision) => this.#ask("PUT", `${this.own}/draft`, document, { "if-match": `"${revision ?? 0}"` });
  discard = () => this.#ask("DELETE", `${this.own}/draft`);
  validate = (document) => this.#ask("POST", `${this.own}/draft/validation`, document);
  tryOut = (question) => this.#ask("POST", `${this.own}/draft/tryout`, question);
  backTest = (span) => this.#ask("POST", `${this.own}/draft/backtest`, span);
  job = (jobId) => this.#ask("GET", `/v1/jobs/${encodeURIComponent(jobId)}`);
  publish = (body = {}) => this.#ask("POST", `${this.own}/publish`, body);
  rollBack = () => this.#ask("POST", `${this.own}/rollback`, {});

  activity = () => this.#ask("GET", "/v1/insights/activity");
  decision = (decisionId) => this.#ask("GET", `/v1/decisions/${encodeURIComponent(decisionId)}?explain=true`);

  async #ask(method, path, body, headers = {}) {
    const told = { authorization: `Bearer ${this.key}`, ...headers };
    if (body !== undefined) told["content-type"] = "application/json";
    const response = await fetch(this.api + path, { method, headers: told, body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await response.text();
    let answer = {};
    try {
      answer = text ? JSON.parse(text) : {};
    } catch {
      answer = { detail: text.slice(0, 200) };
    }
    if (!response.ok) throw new Refused(response.status, answer);
    return answer;
  }
}
