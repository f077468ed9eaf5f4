// The interactive picture. Python decides everything that is true: the scene and the texts about
// members. This file draws the scene and reports clicks. Names are only ever set as text.

const SVG = "http://www.w3.org/2000/svg";
const TIES = {
  connections: "connected",
  stopped: "connected, not following",
  follows: "follows without a connection",
  pending: "pending invitation",
  blocks: "blocked",
};
const ARROWS = ["follows", "pending", "blocks"];
let widgets = 0;

function make(parent, name, attributes = {}, text = null) {
  const element = parent.namespaceURI === SVG || name === "svg"
    ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== null) element.textContent = text;
  parent.append(element);
  return element;
}

// Returns the line from a to b without its ends, and its direction.
function between([ax, ay], [bx, by], start, end) {
  const distance = Math.hypot(bx - ax, by - ay) || 1;
  const [dx, dy] = [(bx - ax) / distance, (by - ay) / distance];
  return [ax + dx * start, ay + dy * start, bx - dx * end, by - dy * end, dx, dy];
}

function path(kind, a, b, dot) {
  if (kind === "connections") return `M${a}L${b}`;
  const [x, y, ex, ey, dx, dy] = between(a, b, dot, dot + 3);
  if (kind === "stopped") {
    // A bar before b, whom a does not follow.
    const [px, py, half] = [ex - dx * 3, ey - dy * 3, dot * 0.4 + 2.5];
    return `M${px - dy * half} ${py + dx * half}L${px + dy * half} ${py - dx * half}`;
  }
  const bend = kind === "follows" ? 0.12 : kind === "pending" ? -0.12 : 0;
  const length = Math.hypot(ex - x, ey - y);
  const [cx, cy] = [(x + ex) / 2 - dy * length * bend, (y + ey) / 2 + dx * length * bend];
  return `M${x} ${y}Q${cx} ${cy} ${ex} ${ey}`;
}

function arrowheads(svg, id) {
  const defs = make(svg, "defs");
  for (const kind of ARROWS) {
    const size = kind === "blocks" ? 12 : 8;
    const marker = make(defs, "marker", {
      id: `${id}-${kind}`, viewBox: "0 0 8 8", refX: 7, refY: 4, orient: "auto",
      markerWidth: size, markerHeight: size, markerUnits: "userSpaceOnUse",
    });
    const tip = kind === "blocks" ? "M1 1l6 6m0-6l-6 6" : "M0 0l8 4l-8 4z";
    make(marker, "path", { class: `tip ${kind}`, d: tip });
  }
}

function render({ model, el }) {
  const id = `linkgraph-${++widgets}`;
  const shown = new Set(Object.keys(TIES));
  const known = new Map();  // the texts about members of this scene that Python has sent
  let pointed = 0;

  const root = make(el, "div", { class: "linkgraph-explore" });
  const bar = make(root, "div", { class: "bar" });
  const body = make(root, "div", { class: "body" });
  const stage = make(body, "div", { class: "stage" });
  const panel = make(body, "div", { class: "panel", "aria-live": "polite" });
  const caption = make(root, "div", { class: "soft caption" });

  for (const [kind, words] of Object.entries(TIES)) {
    const label = make(bar, "label", { class: `tie ${kind}` });
    const box = make(label, "input", { type: "checkbox", "data-tie": kind });
    box.checked = true;
    box.addEventListener("change", () => {
      box.checked ? shown.add(kind) : shown.delete(kind);
      filter();
    });
    make(label, "span", {}, words);
  }

  const moments = model.get("moments");
  let slider = null;
  let moment = null;
  if (moments > 0) {
    const row = make(root, "div", { class: "time" });
    slider = make(row, "input", {
      type: "range", min: 0, max: moments, step: 1, "aria-label": "moment of the history",
    });
    moment = make(row, "span", { class: "soft moment" });
    slider.addEventListener("input", () => {
      model.set("step", Number(slider.value));
      model.save_changes();
    });
  }

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
    const [wide, high] = [scene.width, scene.height];
    const svg = make(stage, "svg", { viewBox: `${-wide} ${-high} ${2 * wide} ${2 * high}` });
    svg.style.maxWidth = `${2 * wide}px`;
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", scene.summary);
    arrowheads(svg, id);
    for (const ring of scene.rings) {
      make(svg, "circle", { class: `ring r${ring.degree}`, r: ring.radius });
    }
    const at = scene.members.map((member) => [member.x, member.y]);
    for (const kind of Object.keys(TIES)) {
      for (const [a, b] of scene.ties[kind]) {
        const own = kind === "connections" && a === 0 ? " own" : "";
        const line = make(svg, "path", {
          class: `line ${kind}${own}`, d: path(kind, at[a], at[b], scene.dot), "data-ends": `${a} ${b}`,
        });
        if (ARROWS.includes(kind)) line.setAttribute("marker-end", `url(#${id}-${kind})`);
      }
    }
    scene.members.forEach((member, place) => {
      const group = make(svg, "g", {
        class: "member", tabindex: 0, role: "button", "aria-label": member.label, "data-place": place,
      });
      make(group, "circle", {
        class: `dot d${member.degree}`, cx: member.x, cy: member.y,
        r: scene.dot * (place === 0 ? 1.35 : 1),
      });
      if (member.name) {
        const { x, y, anchor } = member.name;
        make(group, "text", {
          class: place === 0 ? "name ego" : "name", x, y, "text-anchor": anchor, "font-size": scene.font,
        }, member.name.text);
      }
      const choose = () => model.send({ kind: "focus", place, turn: scene.turn });
      group.addEventListener("click", choose);
      group.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(); }
      });
      group.addEventListener("pointerenter", () => point(place));
      group.addEventListener("focus", () => point(place));
    });
    filter();
    if (scene.members.length) point(0);
    else panel.replaceChildren();
    // Keyboard users continue from the middle.
    if (hadFocus) svg.querySelector(".member")?.focus({ preventScroll: true });
  }

  function point(place) {
    const scene = model.get("scene");
    pointed = place;
    if (!known.has(place)) model.send({ kind: "about", place, turn: scene.turn });
    showTexts();
    for (const line of stage.querySelectorAll(".line")) {
      const ends = line.dataset.ends.split(" ").map(Number);
      line.classList.toggle("near", place !== 0 && ends.includes(place));
    }
  }

  function showTexts() {
    const member = model.get("scene").members[pointed];
    panel.replaceChildren();
    make(panel, "div", { class: "member-name", dir: "auto" }, member.label);
    for (const [heading, text] of known.get(pointed) ?? []) {
      make(panel, "div", { class: "soft" }, heading);
      make(panel, "div", { class: "text" }, text);
    }
  }

  function filter() {
    const tied = new Set([0]);
    for (const line of stage.querySelectorAll(".line")) {
      const hidden = ![...shown].some((kind) => line.classList.contains(kind));
      line.classList.toggle("hidden", hidden);
      if (!hidden) line.dataset.ends.split(" ").forEach((place) => tied.add(Number(place)));
    }
    for (const group of stage.querySelectorAll(".member")) {
      group.classList.toggle("dim", shown.size < 5 && !tied.has(Number(group.dataset.place)));
    }
  }

  function receive(message) {
    if (message.kind !== "about" || message.turn !== model.get("scene").turn) return;
    known.set(message.place, message.texts);
    if (message.place === pointed) showTexts();
  }

  model.on("change:scene", draw);
  model.on("msg:custom", receive);
  draw();
  return () => {
    model.off("change:scene", draw);
    model.off("msg:custom", receive);
  };
}

export default { render };
