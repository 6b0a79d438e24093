/** A refusal by the API or the socket: RFC 9457's members, and a way to ask for its code. */

export class Problem extends Error {
  /** `body` is the problem object as it came; `status` fills in for a body that has none. */
  constructor(body = {}, status = 0, retryAfterMs = null) {
    super(body.detail || body.title || `HTTP ${status}`);
    this.name = "Problem";
    this.status = body.status ?? status;
    // On the socket `type` says what the frame is, so the problem's own type has another name.
    this.code = String(body.problem_type ?? body.type ?? "").split(/[/:#]/).pop();
    this.title = body.title ?? "";
    this.errors = body.errors ?? [];
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether this is the problem that the contract calls `code`. */
  is(code) {
    return [this.code, this.title, this.message].some((text) => String(text).includes(code));
  }

  /** The session's token is no longer good: open another session. */
  get signedOut() {
    return this.status === 401;
  }
}
