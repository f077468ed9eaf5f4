// The interactive picture. Python decides everything that is true: the figure and the texts about
// members. This file shows the figure and reports clicks. Names are only ever set as text.

const SVG = "http://www.w3.org/2000/svg";
const CONNECTIONS = ["line", "own"];
const ZOOM = { in: 1.3, most: 12 };
const COLOURS = {
  degree: "degree",
  group: "people who know each other",
  employer: "employer",
};

function make(parent, name, attributes = {}, text = null) {
  const element = parent.namespaceURI === SVG || name === "svg"
    ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== null) element.textContent = text;
  parent.append(element);
  return element;
}

// A sample of a kind of tie, for the legend.
function sample(parent, kind) {
  const svg = make(parent, "svg", { viewBox: "0 0 34 12", class: "sample", "aria-hidden": "true" });
  const line = { own: "own", line: "line", stop: "line" }[kind] ?? kind;
  make(svg, "path", { class: `tie ${line}`, d: "M1 6H27" });
  if (kind === "stop") make(svg, "path", { class: "tie stop", d: "M25 2V10" });
  if (kind === "block") make(svg, "path", { class: "tip block", d: "M25 3l6 6m0-6l-6 6" });
  if (kind === "follow" || kind === "wait") {
    make(svg, "path", { class: `tip ${kind}`, d: "M33 6l-7-3v6z" });
  }
}

function render({ model, el }) {
  const off = new Set();  // the kinds of tie that are switched off
  const known = new Map();  // the texts about members of this scene that Python has sent
  let pointed = 0;
  let svg = null;
  let view = null;  // the part of the figure that is shown: x, y, width, height

  const root = make(el, "div", { class: "linkgraph-explore tex2jax_ignore mathjax_ignore" });
  const bar = make(root, "div", { class: "bar" });
  const search = make(bar, "input", { type: "search", placeholder: "find a member", "aria-label": "find a member" });
  const colour = make(bar, "select", { "aria-label": "colour members by" });
  for (const [value, words] of Object.entries(COLOURS)) {
    make(colour, "option", { value }, `colour: ${words}`);
  }
  const zoom = make(bar, "span", { class: "zoom" });
  for (const [sign, words, act] of [
    ["+", "zoom in", () => zoomBy(ZOOM.in)],
    ["−", "zoom out", () => zoomBy(1 / ZOOM.in)],
    ["⤢", "show all", () => showAll()],
  ]) {
    make(zoom, "button", { type: "button", "aria-label": words, title: words }, sign)
      .addEventListener("click", act);
  }
  const kinds = make(root, "div", { class: "bar kinds" });
  const body = make(root, "div", { class: "body" });
  const stage = make(body, "div", { class: "stage" });
  const side = make(body, "div", { class: "side" });
  const panel = make(side, "div", { class: "panel", "aria-live": "polite" });
  const colours = make(side, "div", { class: "colours" });
  const caption = make(root, "div", { class: "soft caption" });

  const moments = model.get("moments");
  let slider = null;
  let moment = null;
  if (moments > 0) {
    const row = make(root, "div", { class: "bar" });
    slider = make(row, "input", {
      type: "range", min: 0, max: moments, step: 1, "aria-label": "moment of the history",
    });
    moment = make(row, "span", { class: "soft moment" });
    slider.addEventListener("input", () => {
      model.set("step", Number(slider.value));
      model.save_changes();
    });
  }

  // -- the figure -------------------------------------------------------------------------------

  function draw() {
    const scene = model.get("scene");
    known.clear();
    pointed = 0;
    const hadFocus = stage.contains(document.activeElement);
    stage.replaceChildren();
    caption.textContent = scene.summary;
    if (slider) {
      slider.value = model.get("step");
      moment.textContent = scene.moment;
    }
    svg = make(stage, "svg", { role: "group", tabindex: 0, "aria-label": scene.summary });
    svg.style.maxWidth = `${scene.box[2] * 1.25}px`;
    svg.style.aspectRatio = `${scene.box[2]} / ${scene.box[3]}`;
    showAll();
    for (const { kind, path, width } of scene.grounds) {
      make(svg, "path", { class: kind, d: path, "stroke-width": width });
    }
    for (const { kind, ends, path, tip, hidden } of scene.ties) {
      const group = make(svg, "g", {
        class: hidden ? "ends hidden" : "ends", "data-kind": kind, "data-ends": ends.join(" "),
      });
      const line = make(group, "path", { class: `tie ${kind}`, d: path, "stroke-width": scene.width });
      if (CONNECTIONS.includes(kind)) line.setAttribute("stroke-opacity", scene.opacity[kind]);
      if (tip) make(group, "path", { class: `tip ${kind}`, d: tip });
    }
    scene.members.forEach((member, place) => drawMember(scene, member, place));
    // Names come last, so that no member covers one; pointing shows those that had no room.
    for (const [place, { label, x, y, radius, name }] of scene.members.entries()) {
      const at = name ?? { text: label, x, y: y - radius - 4, anchor: "middle", turn: 0 };
      const text = make(svg, "text", {
        class: `name${place === 0 ? " ego" : ""}${name ? "" : " extra"}`, x: at.x, y: at.y,
        "text-anchor": at.anchor, "font-size": scene.font, "data-name": place,
      }, at.text);
      if (at.turn) text.setAttribute("transform", `rotate(${at.turn} ${at.x} ${at.y})`);
    }
    if (scene.connected) {
      make(svg, "text", { class: "note", y: scene.members[0].radius + 20, "text-anchor": "middle" },
        scene.connected);
    }
    drawLegend(scene);
    paint();
    filter();
    find();
    if (scene.members.length) point(0);
    else panel.replaceChildren();
    // Keyboard users continue from the middle.
    if (hadFocus) svg.querySelector(".member")?.focus({ preventScroll: true });
  }

  function drawMember(scene, member, place) {
    const group = make(svg, "g", {
      class: "member", tabindex: 0, role: "button", "aria-label": member.label, "data-place": place,
    });
    make(group, "circle", { class: "dot", cx: member.x, cy: member.y, r: member.radius });
    const choose = () => model.send({ kind: "focus", place, turn: scene.turn });
    group.addEventListener("click", () => { if (!dragged) choose(); });
    group.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(); }
    });
    group.addEventListener("pointerenter", () => { if (!drag) point(place); });
    group.addEventListener("focus", () => point(place));
  }

  function drawLegend(scene) {
    kinds.replaceChildren();
    for (const [kind, words] of scene.legend) {
      const label = make(kinds, "label", {});
      const box = make(label, "input", { type: "checkbox", "data-tie": kind });
      box.checked = !off.has(kind);
      box.addEventListener("change", () => {
        box.checked ? off.delete(kind) : off.add(kind);
        filter();
      });
      sample(label, kind);
      make(label, "span", {}, words);
    }
  }

  // -- colours, kinds of tie, search --------------------------------------------------------------

  function rank(member) {
    if (member.degree === 0) return "d0";
    if (colour.value === "degree") return `d${member.degree}`;
    return `c${member[colour.value] ?? "none"}`;
  }

  function paint() {
    const scene = model.get("scene");
    for (const group of svg.querySelectorAll(".member")) {
      const member = scene.members[group.dataset.place];
      group.firstChild.setAttribute("class", `dot ${rank(member)}`);
    }
    colours.replaceChildren();
    const rows = {
      degree: scene.degrees.map(([words, degree, radius]) => [`d${degree}`, words, radius]),
      group: [],
      employer: [
        ...scene.employers.map((name, number) => [`c${number}`, name]),
        ["c8", "another employer"], ["cnone", "no employer"],
      ],
    }[colour.value];
    for (const [name, words, radius = 5.5] of rows) {
      const row = make(colours, "div", { class: "soft" });
      const dot = make(row, "svg", { viewBox: "0 0 16 16", class: "key", "aria-hidden": "true" });
      make(dot, "circle", { class: `dot ${name}`, cx: 8, cy: 8, r: radius });
      make(row, "span", { dir: "auto" }, words);
    }
  }

  function filter() {
    const tied = new Set([0]);
    for (const tie of svg.querySelectorAll(".ends")) {
      tie.classList.toggle("off", off.has(tie.dataset.kind));
      if (!off.has(tie.dataset.kind)) tie.dataset.ends.split(" ").forEach((place) => tied.add(Number(place)));
    }
    for (const group of svg.querySelectorAll(".member")) {
      group.classList.toggle("dim", off.size > 0 && !tied.has(Number(group.dataset.place)));
    }
  }

  // Marks the members whose name has the text, and returns the first.
  function find() {
    const text = search.value.trim().toLowerCase();
    let first = null;
    for (const group of svg.querySelectorAll(".member")) {
      const isFound = text !== "" && group.getAttribute("aria-label").toLowerCase().includes(text);
      group.classList.toggle("found", isFound);
      first ??= isFound ? group : null;
    }
    svg.classList.toggle("searching", text !== "");
    return first;
  }

  colour.addEventListener("change", paint);
  search.addEventListener("input", () => {
    const first = find();
    if (first) point(Number(first.dataset.place));
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") find()?.focus({ preventScroll: true });
  });

  // -- pointing -----------------------------------------------------------------------------------

  function point(place) {
    const scene = model.get("scene");
    pointed = place;
    if (!known.has(place)) model.send({ kind: "about", place, turn: scene.turn });
    showTexts();
    svg.classList.toggle("pointing", place !== 0);
    for (const tie of svg.querySelectorAll(".ends")) {
      const ends = tie.dataset.ends.split(" ").map(Number);
      tie.classList.toggle("near", place !== 0 && ends.includes(place));
    }
    for (const name of svg.querySelectorAll(".name")) {
      name.classList.toggle("pointed", Number(name.dataset.name) === place);
    }
  }

  function showTexts() {
    const member = model.get("scene").members[pointed];
    panel.replaceChildren();
    make(panel, "div", { class: "member-name", dir: "auto" }, member.label);
    for (const [heading, text] of known.get(pointed) ?? [["", member.standing]]) {
      make(panel, "div", { class: "soft" }, heading);
      make(panel, "div", { class: "text" }, text);
    }
  }

  function receive(message) {
    if (message.kind !== "about" || message.turn !== model.get("scene").turn) return;
    known.set(message.place, message.texts);
    if (message.place === pointed) showTexts();
  }

  // -- zoom and pan -------------------------------------------------------------------------------

  function showView() {
    svg.setAttribute("viewBox", view.join(" "));
  }

  function showAll() {
    view = [...model.get("scene").box];
    showView();
  }

  // Keeps the point at these shares of the width and height where it is.
  function zoomBy(factor, across = 0.5, down = 0.5) {
    const box = model.get("scene").box;
    const [x, y, width, height] = view;
    const wide = Math.min(Math.max(width / factor, box[2] / ZOOM.most), box[2]);
    const high = wide * box[3] / box[2];
    view = [x + (width - wide) * across, y + (height - high) * down, wide, high];
    moveBy(0, 0);
  }

  // Moves the view by shares of its size, but not beyond the figure.
  function moveBy(across, down) {
    const box = model.get("scene").box;
    for (const [side, share] of [[0, across], [1, down]]) {
      const most = box[side] + box[side + 2] - view[side + 2];
      view[side] = Math.min(Math.max(view[side] + share * view[side + 2], box[side]), most);
    }
    showView();
  }

  let drag = null;  // where the pointer was
  let dragged = false;
  stage.addEventListener("wheel", (event) => {
    event.preventDefault();
    const { left, top, width, height } = svg.getBoundingClientRect();
    const factor = Math.exp(-Math.sign(event.deltaY) * Math.min(Math.abs(event.deltaY), 100) / 400);
    zoomBy(factor, (event.clientX - left) / width, (event.clientY - top) / height);
  }, { passive: false });
  stage.addEventListener("pointerdown", (event) => {
    dragged = false;
    if (event.button === 0) drag = [event.clientX, event.clientY];
  });
  stage.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const [x, y] = [event.clientX - drag[0], event.clientY - drag[1]];
    if (!dragged && Math.hypot(x, y) < 4) return;  // still a click
    if (!dragged) stage.setPointerCapture(event.pointerId);
    dragged = true;
    drag = [event.clientX, event.clientY];
    const { width, height } = svg.getBoundingClientRect();
    moveBy(-x / width, -y / height);
  });
  for (const end of ["pointerup", "pointercancel"]) stage.addEventListener(end, () => { drag = null; });
  stage.addEventListener("keydown", (event) => {
    const act = {
      "+": () => zoomBy(ZOOM.in), "-": () => zoomBy(1 / ZOOM.in), 0: showAll,
      ArrowLeft: () => moveBy(-0.1, 0), ArrowRight: () => moveBy(0.1, 0),
      ArrowUp: () => moveBy(0, -0.1), ArrowDown: () => moveBy(0, 0.1),
    }[event.key];
    if (act && !event.ctrlKey && !event.metaKey) { event.preventDefault(); event.stopPropagation(); act(); }
  });

  model.on("change:scene", draw);
  model.on("msg:custom", receive);
  draw();
  return () => {
    model.off("change:scene", draw);
    model.off("msg:custom", receive);
  };
}

export default { render };
