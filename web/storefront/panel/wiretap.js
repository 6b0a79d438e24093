/**
 * Every message between this page and Microlift, for the developer panel: fetch, beacons and sockets, read along.
 *
 * Begin it before anything is sent. `told` hears {channel, direction, name, text, at, ms?}.
 */

const { WebSocket } = window;

export function tapWire(api, told) {
  const tell = (message) => told({ at: Date.now(), ...message });
  const { fetch } = window;
  window.fetch = async (address, options) => {
    const answered = fetch(address, options);
    if (!String(address).startsWith(api)) return answered;
    const path = String(address).slice(api.length);
    const started = performance.now();
    tell({ channel: "http", direction: "out", name: `${options.method} ${path}`, text: options.body ?? "" });
    const response = await answered;
    const ms = performance.now() - started;
    response.clone().text().then((text) => tell({ channel: "http", direction: "in", name: `${response.status} ${path}`, text, ms }), () => {});
    return response;
  };

  const beacon = navigator.sendBeacon.bind(navigator);
  navigator.sendBeacon = (address, body) => {
    body.text?.().then((text) => tell({ channel: "beacon", direction: "out", name: "POST /v1/events", text }));
    return beacon(address, body);
  };

  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data: text }) => tell({ channel: "socket", direction: "in", name: nameOf(text), text }));
    }

    send(text) {
      super.send(text);
      tell({ channel: "socket", direction: "out", name: nameOf(text), text });
    }
  };
}

/** Returns what a frame calls itself. */
export function nameOf(text) {
  try {
    const frame = JSON.parse(text);
    return frame.type ?? frame.action ?? "?";
  } catch {
    return "?";
  }
}

/** A socket that the tap does not hear. */
export const quietSocket = (address) => new WebSocket(address);
