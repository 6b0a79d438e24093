/** Accessibility checks of our own, run inside a page: each returns what is wrong, in words. */

() => {
  const visible = (element) => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && box.width > 1 && box.height > 1 && !element.closest("[inert], [aria-hidden=true]");
  };
  const where = (element) => `${element.tagName.toLowerCase()}#${element.id || "-"}.${element.className}`;

  const labelled = (element) => (element.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join("");
  const name = (element) => [element.getAttribute("aria-label"), labelled(element), [...(element.labels ?? [])].map((label) => label.textContent).join(""), element.textContent, element.title].find((text) => text?.trim());

  const controls = [...document.querySelectorAll("a[href], button, input, select, summary, [role=meter], [tabindex='0']")].filter(visible);
  const nameless = controls.filter((element) => !name(element)).map(where);
  const small = controls.filter((element) => element.matches("button, select, summary")).filter((element) => {
    const { width, height } = element.getBoundingClientRect();
    return width < 24 || height < 24;
  }).map(where);

  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([red, green, blue]) => {
    const [r, g, b] = [red, green, blue].map((part) => part / 255).map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let node = element; node; node = node.parentElement) {
      const { backgroundColor, backgroundImage } = getComputedStyle(node);
      const colour = rgba(backgroundColor);
      if (backgroundImage !== "none" && colour[3] < 250) return null; // a drawing: judged by eye
      if (colour[3] > 200) return colour;
    }
    return [255, 255, 255, 255];
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !visible(element) || element.closest("button:disabled, noscript")) continue;
    const style = getComputedStyle(element);
    const behind = ground(element);
    if (!behind) continue;
    const [light, dark] = [luminance(rgba(style.color)), luminance(behind)].sort((a, b) => b - a);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < (large ? 3 : 4.5)) faint.push(`${where(element)} "${walker.currentNode.textContent.trim().slice(0, 30)}" ${ratio.toFixed(2)}`);
  }

  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  return {
    nameless,
    small,
    faint,
    twice: ids.filter((id, place) => ids.indexOf(id) !== place),
    pictures: [...document.images].filter((image) => !image.hasAttribute("alt")).map(where),
    wide: document.documentElement.scrollWidth > innerWidth + 1 ? [`${document.documentElement.scrollWidth} px in ${innerWidth}`] : [],
    headings: document.querySelectorAll("h1").length === 1 ? [] : [`${document.querySelectorAll("h1").length} h1`],
    language: document.documentElement.lang ? [] : ["no lang"],
  };
}
