/** What the dashboard asks of Microlift's API, with the admin's key. */

export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }

  get wrongKey() {
    return this.status === 401 || this.status === 403;
  }
}

export class Insights {
  constructor(api, key) {
    this.api = api.replace(/\/+$/, "");
    this.key = key;
  }

  activity() {
    return this.#get("/v1/insights/activity");
  }

  reminders() {
    return this.#get("/v1/insights/reminders");
  }

  /** The decision with every rule's outcome and conditions. */
  explained(decisionId) {
    return this.#get(`/v1/decisions/${encodeURIComponent(decisionId)}?explain=true`);
  }

  async #get(path) {
    const response = await fetch(this.api + path, { headers: { authorization: `Bearer ${this.key}` } });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Refused(response.status, answer.detail ?? answer.title ?? `HTTP ${response.status}`);
    return answer;
  }
}
