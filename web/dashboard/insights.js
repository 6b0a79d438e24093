/** What the dashboard asks of Microlift's API, with the admin's key. */

const UNTIL_WRITTEN_MS = [500, 1000, 2000, 4000];

export class Refused extends Error {
  constructor(status, { detail, title, retry_after_s: retryAfterS }) {
    super(detail ?? title ?? `HTTP ${status}`);
    this.status = status;
    this.retryAfterS = retryAfterS;
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

  /** The report of this name; `query` says of which days, where it is from the lake. */
  report(name, query = {}) {
    const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
    return this.#get(`/v1/insights/${name}${asked.size ? `?${asked}` : ""}`);
  }

  /**
   * The decision with every rule's outcome and conditions.
   *
   * The session knows of a decision at once, but it can be explained only when the table's stream has written it down,
   * which takes a second or two: a decision that is not there yet is asked for again.
   */
  async explained(decisionId) {
    const path = `/v1/decisions/${encodeURIComponent(decisionId)}?explain=true`;
    for (const pauseMs of UNTIL_WRITTEN_MS) {
      try {
        return await this.#get(path);
      } catch (error) {
        if (error.status !== 404) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    return this.#get(path);
  }

  async #get(path) {
    const response = await fetch(this.api + path, { headers: { authorization: `Bearer ${this.key}` } });
    const answer = await response.json().catch(() => null);
    if (!response.ok) throw new Refused(response.status, answer ?? {});
    // Somebody else's page on the way: nobody must take it for a shop in which nothing happens.
    if (answer === null) throw new Error("not the API's answer");
    return answer;
  }
}
