/** The line to the API: HTTP with a time limit, a socket that reconnects, and questions that take whichever answers. */

import { patience, problem as problemOf } from "./problem.js";
import { newId } from "./tab.js";

const ANSWER_WITHIN_MS = 5000;
const HTTP_WITHIN_MS = 10_000;
const PING_EVERY_MS = 5 * 60_000; // idle sockets close after 10 minutes
const OPEN_WITHIN_MS = 3000;
const STEADY_MS = 60_000; // what closes sooner is dialled with growing pauses, as what does not open
const FRAME_BYTES = 32 * 1024; // a longer one would close the socket

/** @param {string} text */
export const bytes = (text) => new Blob([text]).size;

/**
 * @param {string} endpoint
 * @param {{status: (is: string) => void, opened: (before: number) => void, pushed: (frame: any, problem: any) => void}} told
 */
export function createLine(endpoint, { status, opened, pushed }) {
  const base = endpoint.replace(/\/+$/, "");
  /** @type {Map<string, (frame: any, problem: any) => void>} */
  const asked = new Map();
  /** @type {any} what the socket belongs to */
  let session = null;
  /** @type {WebSocket | null} */
  let socket = null;
  let openings = 0;
  let dialled = 0;
  let failures = 0;
  /** @type {any} */
  let timer;

  /** @param {string} method @param {string} path @param {any} [body] @param {string} [token] @returns {Promise<any>} */
  async function call(method, path, body, token) {
    const response = await fetch(base + path, {
      method,
      headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
      priority: "low",
      signal: AbortSignal.timeout(HTTP_WITHIN_MS),
    });
    const read = await response.json().catch(() => null); // a proxy's own page is no JSON
    if (response.ok) return read;
    throw problemOf(read, response.status, response.headers.get("retry-after"));
  }

  function send(/** @type {string} */ text) {
    if (socket?.readyState !== 1) return false;
    socket.send(text);
    return true;
  }

  /** Asks by the socket, and by HTTP where there is none, the frame would be too long, or it stays silent. */
  function ask(/** @type {string} */ action, /** @type {any} */ said, /** @type {() => Promise<any>} */ byHttp) {
    const request_id = newId();
    const text = JSON.stringify({ action, request_id, ...said });
    if (bytes(text) > FRAME_BYTES || !send(text)) return byHttp();
    return new Promise((resolve, reject) => {
      const silent = setTimeout(() => {
        asked.delete(request_id);
        resolve(byHttp());
      }, ANSWER_WITHIN_MS);
      asked.set(request_id, (frame, problem) => {
        clearTimeout(silent);
        asked.delete(request_id);
        if (problem) reject(problem);
        else resolve(frame);
      });
    });
  }

  function dial() {
    if (!session || (socket && socket.readyState < 2)) return;
    clearTimeout(timer);
    dialled = Date.now();
    const mine = (socket = new WebSocket(`${session.socket_url}?token=${session.token}`));
    mine.onopen = () => {
      timer = setInterval(() => send('{"action":"ping"}'), PING_EVERY_MS);
      status("live");
      opened(openings++);
    };
    mine.onmessage = ({ data: text }) => {
      try {
        const frame = JSON.parse(text);
        const problem = frame.type === "problem" ? problemOf(frame, frame.status, frame.retry_after) : null;
        (asked.get(frame.request_id) ?? pushed)(frame, problem);
      } catch {
        // No frame of ours: a proxy's.
      }
    };
    mine.onclose = () => {
      if (mine !== socket) return;
      clearInterval(timer);
      status("offline");
      if (Date.now() - dialled > STEADY_MS) failures = 0;
      timer = setTimeout(dial, patience({}, failures++));
    };
  }

  function close() {
    session = null;
    clearTimeout(timer);
    const left = socket;
    socket = null;
    if (!left) return;
    // Before it is open, a browser complains of it in the console.
    if (left.readyState) left.close();
    else left.onopen = () => left.close();
  }

  return {
    call,
    ask,
    dial,
    /** Whether the socket will be open in a moment: what an event brings about is pushed there. */
    opening: () => socket?.readyState === 0 && Date.now() - dialled < OPEN_WITHIN_MS,
    close,
    /** Opens the socket of another session. @param {any} of */
    connect(of) {
      close();
      session = of;
      openings = 0;
      dial();
    },
    /** Hands `body` to the browser as the page goes away, and says whether it took it. @param {any} body */
    beacon(body) {
      return navigator.sendBeacon(`${base}/v1/events`, JSON.stringify(body));
    },
  };
}
