// Runs in a page of its own: shows each page in frames of several widths and writes what axe-core
// and a ruler find there, as JSON, into an element named "found".
async function look(name, html, width) {
  const frame = document.createElement("iframe");
  frame.width = width;
  frame.height = 900;
  frame.srcdoc = html;
  const loaded = new Promise((done) => { frame.onload = done; });
  document.body.append(frame);
  await loaded;
  const inside = frame.contentWindow;
  for (const details of frame.contentDocument.querySelectorAll("details")) details.open = true;
  const script = frame.contentDocument.createElement("script");
  script.textContent = AXE;
  frame.contentDocument.head.append(script);
  const result = await inside.axe.run(frame.contentDocument, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  });
  const told = result.violations.map((fault) =>
    `${fault.id}: ${fault.help}: ${fault.nodes.slice(0, 3).map((node) =>
      node.html + " " + (node.any[0]?.message ?? "")).join(" | ")}`);
  const wide = frame.contentDocument.documentElement.scrollWidth;
  const dark = inside.matchMedia("(prefers-color-scheme: dark)").matches;
  const passes = result.passes.map((rule) => rule.id);
  frame.remove();
  return {name, width, told, wide, dark, passes};
}

(async () => {
  const found = [];
  try {
    for (const [name, html] of Object.entries(PAGES)) {
      for (const width of [320, 1100]) found.push(await look(name, html, width));
    }
  } catch (error) {
    found.push({name: "the test itself", told: [String(error)]});
  }
  const text = document.createElement("pre");
  text.id = "found";
  text.textContent = JSON.stringify(found);
  document.body.append(text);
})();
