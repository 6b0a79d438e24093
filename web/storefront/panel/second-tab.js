/** A second socket of the same session, as another tab would hold: pushes must reach it, too. */

import { $, h } from "../dom.js";
import { LiveSocket } from "../client/socket.js";
import { FrameLog } from "./frame-log.js";

export function secondTab(microlift) {
  const log = new FrameLog("Second tab");
  const state = h("p", { class: "hint", role: "status" }, "not connected");
  log.element.id = "second-tab";
  log.element.hidden = true;
  log.element.querySelector("h3").after(state);
  let socket = null;

  function connect() {
    const { socket_url: url, token } = microlift.session;
    socket = new LiveSocket({ url, token, wire: (message) => log.add(message) });
    socket.addEventListener("open", () => (state.textContent = "connected"));
    socket.addEventListener("closed", () => (state.textContent = "closed"));
    socket.connect();
    log.element.hidden = false;
    $("#panel-second").textContent = "Close the second tab";
  }

  function toggle() {
    if (!socket) return connect();
    socket.close();
    socket = null;
    $("#panel-second").textContent = "Connect a second tab";
  }

  // Another session has another token; the old socket would only hear of the old cart.
  microlift.addEventListener("session", () => {
    if (!socket) return;
    socket.close();
    connect();
  });
  return { element: log.element, toggle };
}
