// Four corners of a rectangle on the floor, dragged in the picture of each phone, and what is to be done with them.

/** Whether the way round four corners turns one way all along, and which: 1 to the right as seen, -1 to the left, 0 none. */
export function turnOf(corners) {
  const turns = corners.map((here, k) => {
    const next = corners[(k + 1) % 4];
    const after = corners[(k + 2) % 4];
    return (next[0] - here[0]) * (after[1] - next[1]) - (next[1] - here[1]) * (after[0] - next[0]);
  });
  if (turns.every((turn) => turn > 1)) return 1;
  if (turns.every((turn) => turn < -1)) return -1;
  return 0;
}

/** Solve a small set of linear equations by elimination; null where there is no single answer. */
function solved(rows) {
  const n = rows.length;
  const table = rows.map((row) => [...row]);
  for (let column = 0; column < n; column += 1) {
    let best = column;
    for (let row = column; row < n; row += 1) {
      if (Math.abs(table[row][column]) > Math.abs(table[best][column])) best = row;
    }
    if (Math.abs(table[best][column]) < 1e-12) return null;
    [table[column], table[best]] = [table[best], table[column]];
    for (let row = 0; row < n; row += 1) {
      if (row === column) continue;
      const share = table[row][column] / table[column][column];
      for (let k = column; k <= n; k += 1) table[row][k] -= share * table[column][k];
    }
  }
  return table.map((row, k) => row[n] / row[k]);
}

/**
 * The rectangle on a floor that looks like these corners through such a lens: how many times as long its first side is
 * as its second, and how far its corners are from square, in degrees. Null where none does.
 */
export function rectangleOf(corners, size, focal) {
  const flat = [[0, 0], [1, 0], [1, 1], [0, 1]];
  const seen = corners.map(([x, y]) => [(x - size[0] / 2) / focal, (y - size[1] / 2) / focal]);
  const rows = [];
  flat.forEach(([u, v], k) => {
    const [x, y] = seen[k];
    rows.push([u, v, 1, 0, 0, 0, -u * x, -v * x, x], [0, 0, 0, u, v, 1, -u * y, -v * y, y]);
  });
  const h = solved(rows);
  if (!h) return null;
  const along = [h[0], h[3], h[6]];
  const across = [h[1], h[4], h[7]];
  const length = (way) => Math.hypot(...way);
  const cosine = along.reduce((sum, part, k) => sum + part * across[k], 0) / (length(along) * length(across));
  return { ratio: length(along) / length(across), askew: Math.abs(90 - (Math.acos(cosine) * 180) / Math.PI) };
}

const SMALLEST_EDGE_PX = 12;
// The lens is mostly the usual one, some per cent wrong.
const LARGEST_MISFIT = 1.35;
const LARGEST_ASKEW_DEG = 18;

/** What is wrong with the corners of a phone, in one line; empty for nothing. `ordered`: corner 1 to 2 is the first side. */
export function faultOf(corners, size, focal, sides, ordered) {
  if (!turnOf(corners)) return "The four corners are not in order around a rectangle: go round it from 1 to 4.";
  const edges = corners.map((here, k) => Math.hypot(here[0] - corners[(k + 1) % 4][0], here[1] - corners[(k + 1) % 4][1]));
  if (Math.min(...edges) < SMALLEST_EDGE_PX) {
    return "The rectangle is very small in the picture: use a larger one, or bring the phone nearer.";
  }
  const found = rectangleOf(corners, size, focal);
  if (!found) return "No rectangle looks like this.";
  const told = sides[0] / sides[1];
  const off = (ratio) => Math.max(ratio / told, told / ratio);
  const turned = off(1 / found.ratio) < LARGEST_MISFIT;
  if (off(found.ratio) > LARGEST_MISFIT && (ordered || !turned)) {
    if (turned) return `Corner 1 to corner 2 must be the side of ${sides[0]} cm: begin one corner further.`;
    return `This looks like a rectangle ${found.ratio.toFixed(1)} times as long as wide, and yours is ${told.toFixed(1)} times: check the corners and the sides.`;
  }
  if (found.askew > LARGEST_ASKEW_DEG) return "Its corners are far from square: one of them is not in its place.";
  return "";
}

/** Corners of a phone as they are written: a tenth of a pixel, x and y one after the other. */
export function written(corners) {
  return corners.flat().map((value) => (Math.round(10 * value) / 10).toFixed(1));
}

/** The line to paste. */
export function lineOf(told, all) {
  const named = told.phones.map((phone, k) => {
    const word = `${phone.name}:${written(all[k]).join(",")}`;
    return told.of_phone.replace("{corners}", /^[\w.:,-]+$/.test(word) ? word : `"${word}"`);
  });
  return told.line
    .replace("{sides}", told.sides_cm.join("x"))
    .replace("{corners}", written(all[0]).join(","))
    .replace("{phones}", named.join(" "));
}

/** The same as a file. */
export function fileOf(told, all) {
  const rows = told.phones.map((phone, k) => `${JSON.stringify(phone.name)} = [${written(all[k]).join(", ")}]`);
  const sizes = told.phones.map((phone) => `${JSON.stringify(phone.name)} = [${phone.size.join(", ")}]`);
  return [
    "# The corners of a rectangle on the floor in the picture of each phone, in pixels: x and y from the upper left.",
    `sides_cm = [${told.sides_cm.join(", ")}]`,
    "",
    "[corners_px]",
    ...rows,
    "",
    "[size_px]",
    ...sizes,
    "",
  ].join("\n");
}

function begin() {
  const told = JSON.parse(document.getElementById("told").textContent);
  const all = told.phones.map((phone) => phone.corners.map((corner) => [...corner]));
  const ordered = told.of_phone !== "";

  function results() {
    const turns = all.map(turnOf);
    let wrong = 0;
    told.phones.forEach((phone, k) => {
      let fault = faultOf(all[k], phone.size, phone.focal, told.sides_cm, ordered);
      if (!fault && k && turns[k] !== turns[0]) {
        fault = `The corners go the other way round than those of ${told.phones[0].name}: the same corner is 1 for every phone, and 2 is the same one, too.`;
      }
      const said = document.getElementById(`check-${k}`);
      said.textContent = fault || "Looks like the rectangle.";
      said.className = fault ? "check wrong" : "check right";
      wrong += fault ? 1 : 0;
    });
    document.getElementById("line").value = lineOf(told, all);
    document.getElementById("save").href = `data:text/plain;charset=utf-8,${encodeURIComponent(fileOf(told, all))}`;
    document.getElementById("still").textContent = wrong ? "Not yet: see what is said under the pictures." : "Ready.";
  }

  told.phones.forEach((phone, k) => {
    const box = document.getElementById(`phone-${k}`);
    const svg = box.querySelector("svg");
    const handles = [...box.querySelectorAll(".corner")];
    const fields = [...box.querySelectorAll("input[data-corner]")];
    const [wide, high] = phone.size;
    let zoom = 1;
    let middle = [wide / 2, high / 2];
    let active = 0;

    function drawn() {
      const across = wide / zoom;
      const down = high / zoom;
      const left = Math.min(Math.max(middle[0] - across / 2, 0), wide - across);
      const top = Math.min(Math.max(middle[1] - down / 2, 0), high - down);
      svg.setAttribute("viewBox", `${left} ${top} ${across} ${down}`);
      // What is drawn is as large as before, however far the picture is zoomed.
      const unit = 1 / ((svg.getScreenCTM() || { a: 1 }).a || 1);
      // The middle of the first pixel is 0, 0, and half a pixel from the rim of the picture.
      const places = all[k].map(([x, y]) => [x + 0.5, y + 0.5]);
      box.querySelector("polygon").setAttribute("points", places.map((place) => place.join(",")).join(" "));
      handles.forEach((handle, corner) => {
        const [x, y] = all[k][corner];
        handle.setAttribute("transform", `translate(${places[corner].join(" ")}) scale(${unit})`);
        handle.setAttribute("aria-valuetext", `x ${x.toFixed(1)}, y ${y.toFixed(1)} pixels`);
        handle.setAttribute("aria-valuenow", x.toFixed(1));
        handle.classList.toggle("active", corner === active);
      });
      fields.forEach((field) => {
        if (document.activeElement !== field) {
          field.value = all[k][Number(field.dataset.corner)][Number(field.dataset.axis)].toFixed(1);
        }
      });
      box.querySelector("output").textContent = `${zoom} ×`;
      results();
    }

    function moved(corner, x, y) {
      all[k][corner] = [Math.min(Math.max(x, -0.5), wide - 0.5), Math.min(Math.max(y, -0.5), high - 0.5)];
      drawn();
    }

    function zoomed(to) {
      zoom = Math.min(Math.max(to, 1), 16);
      middle = zoom === 1 ? [wide / 2, high / 2] : [all[k][active][0], all[k][active][1]];
      drawn();
    }

    function under(event) {
      const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      return [place.x - 0.5, place.y - 0.5];
    }

    handles.forEach((handle, corner) => {
      let grip = null;
      handle.addEventListener("focus", () => {
        active = corner;
        const [x, y] = all[k][corner];
        const view = svg.viewBox.baseVal;
        const seen = x > view.x && x < view.x + view.width && y > view.y && y < view.y + view.height;
        if (!seen) middle = [x, y];
        drawn();
      });
      handle.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        handle.focus();
        handle.setPointerCapture(event.pointerId);
        const [x, y] = under(event);
        grip = [all[k][corner][0] - x, all[k][corner][1] - y];
      });
      handle.addEventListener("pointermove", (event) => {
        if (!grip) return;
        const [x, y] = under(event);
        moved(corner, x + grip[0], y + grip[1]);
      });
      const let_go = () => { grip = null; };
      handle.addEventListener("pointerup", let_go);
      handle.addEventListener("pointercancel", let_go);
      handle.addEventListener("keydown", (event) => {
        const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
        const way = ways[event.key];
        if (way) {
          event.preventDefault();
          const step = event.shiftKey ? 20 : event.altKey ? 0.2 : 1;
          moved(corner, all[k][corner][0] + step * way[0], all[k][corner][1] + step * way[1]);
        } else if (event.key === "+" || event.key === "=") {
          zoomed(2 * zoom);
        } else if (event.key === "-") {
          zoomed(zoom / 2);
        }
      });
    });
    let pulled = null;
    svg.addEventListener("pointerdown", (event) => {
      if (zoom === 1 || event.target.closest(".corner")) return;
      pulled = under(event);
      svg.setPointerCapture(event.pointerId);
    });
    svg.addEventListener("pointermove", (event) => {
      if (!pulled) return;
      const [x, y] = under(event);
      const view = svg.viewBox.baseVal;
      middle = [view.x + view.width / 2 + pulled[0] - x, view.y + view.height / 2 + pulled[1] - y];
      drawn();
    });
    const left_alone = () => { pulled = null; };
    svg.addEventListener("pointerup", left_alone);
    svg.addEventListener("pointercancel", left_alone);
    fields.forEach((field) => field.addEventListener("input", () => {
      const value = Number(field.value);
      if (!Number.isFinite(value) || field.value === "") return;
      const corner = Number(field.dataset.corner);
      const place = [...all[k][corner]];
      place[Number(field.dataset.axis)] = value;
      active = corner;
      moved(corner, ...place);
    }));
    box.querySelector("[data-in]").addEventListener("click", () => zoomed(2 * zoom));
    box.querySelector("[data-out]").addEventListener("click", () => zoomed(zoom / 2));
    box.querySelector("[data-next]").addEventListener("click", () => {
      // Corner 1 becomes the one that was 2.
      all[k].push(all[k].shift());
      drawn();
    });
    window.addEventListener("resize", drawn);
    drawn();
  });

  document.getElementById("copy").addEventListener("click", async () => {
    const line = document.getElementById("line");
    line.select();
    let done = true;
    try {
      await navigator.clipboard.writeText(line.value);
    } catch {
      done = document.execCommand("copy");
    }
    document.getElementById("copied").textContent = done ? "Copied." : "Press Ctrl and C.";
  });
  for (const [field, side] of [["side-0", 0], ["side-1", 1]]) {
    document.getElementById(field).addEventListener("input", (event) => {
      const value = Number(event.target.value.replace(",", "."));
      if (value > 0) {
        told.sides_cm[side] = value;
        results();
      }
    });
  }
}

if (typeof document !== "undefined") begin();
