/** A second socket of the same session, as another tab would hold: pushes must reach it, too. */

import { $, h } from "../dom.js";
import { FrameLog } from "./frame-log.js";
import { nameOf, quietSocket } from "./wiretap.js";

export function secondTab(microlift) {
  const log = new FrameLog("Second tab");
  const state = h("p", { class: "hint", role: "status" }, "not connected");
  log.element.id = "second-tab";
  log.element.hidden = true;
  log.element.querySelector("h3").after(state);
  let socket = null;

  async function connect() {
    const session = await microlift.session();
    if (!session) throw new Error("There is no session to join.");
    const mine = (socket = quietSocket(`${session.socket_url}?token=${session.token}`));
    mine.addEventListener("message", ({ data: text }) => log.add({ channel: "socket", direction: "in", name: nameOf(text), text, at: Date.now() }));
    mine.addEventListener("open", () => (state.textContent = "connected"));
    mine.addEventListener("close", () => (state.textContent = "closed"));
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
  microlift.on("session", () => {
    if (!socket) return;
    socket.close();
    connect();
  });
  return { element: log.element, toggle };
}
