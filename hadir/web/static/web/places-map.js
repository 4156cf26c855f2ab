// Maps of work places: showing areas, drawing them, and where the person stands. The page's tables hold everything; this
// file reads and writes them, so that without it, or without a map, nothing is missing. Works without map pictures.
const LINE = { color: "#0b5394", weight: 3, fillOpacity: 0.15 };
const CHOSEN = { color: "#b3261e", weight: 3, fillOpacity: 0.15 };
const INDONESIA = [[-11, 95], [6, 141]];
const CLOSEST = 19;

const Grid = L.GridLayer.extend({
  createTile(coords) {
    const tile = document.createElement("div");
    tile.className = "place-grid";
    const corner = this._tileCoordsToNwSe(coords)[0];
    tile.textContent = `${corner.lat.toFixed(4)}, ${corner.lng.toFixed(4)}`;
    return tile;
  },
});

// Leaflet takes strings for markup; names that people typed must stay text.
function plain(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element;
}

function mapIn(element, config) {
  const map = L.map(element, { maxZoom: CLOSEST, attributionControl: Boolean(config.tiles) });
  if (config.tiles) {
    map.attributionControl.setPrefix(false);
    L.tileLayer(config.tiles, { maxZoom: CLOSEST, attribution: plain(config.credit).innerHTML }).addTo(map);
  } else {
    new Grid({ maxZoom: CLOSEST }).addTo(map);
  }
  L.control.scale({ imperial: false }).addTo(map);
  return map;
}

function shapeOf(area, style) {
  if (area.kind === "circle") return L.circle(area.centre, { radius: area.radius_m, ...style });
  return L.polygon(area.points, style);
}

function fit(map, layers) {
  if (!layers.length) {
    map.fitBounds(INDONESIA);
    return;
  }
  map.fitBounds(INDONESIA, { animate: false }); // a circle has bounds only on a map that has a view
  map.fitBounds(L.featureGroup(layers).getBounds().pad(0.3), { maxZoom: 18, animate: false });
}

function dot(at, name, size, more = {}) {
  const icon = L.divIcon({ className: name, iconSize: [size, size] });
  return L.marker(at, { icon, ...more });
}

// --- where the person stands

function locating(box, map) {
  const said = box.querySelector("[data-map-said]");
  let shown = [];
  box.querySelector("[data-locate]")?.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const at = [coords.latitude, coords.longitude];
        shown.forEach((layer) => layer.remove());
        shown = [
          L.circle(at, { radius: coords.accuracy, color: "#137333", weight: 1, fillOpacity: 0.1 }).addTo(map),
          dot(at, "place-here", 16, { interactive: false, keyboard: false }).addTo(map),
        ];
        map.setView(at, Math.max(map.getZoom(), 16));
        said.textContent = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)} (± ${Math.round(coords.accuracy)} m)`;
      },
      (error) => {
        said.textContent = error.message;
      },
      { enableHighAccuracy: true, timeout: 15000 },
    );
  });
}

// --- drawing: one area is a fieldset with a table of points

function numberOf(input) {
  const text = input?.value.trim().replace(",", ".") ?? "";
  return text === "" || Number.isNaN(Number(text)) ? null : Number(text);
}

class Area {
  constructor(fieldset) {
    this.fieldset = fieldset;
    this.kind = fieldset.dataset.area;
    this.body = fieldset.querySelector("tbody");
    this.radius = fieldset.querySelector("input[name^='radius-']");
    this.choice = fieldset.querySelector("input[name='drawn']");
    this.layers = [];
  }

  rows() {
    return [...this.body.rows].map((row) => [...row.querySelectorAll("input")]);
  }

  points() {
    return this.rows()
      .map(([lat, lon]) => [numberOf(lat), numberOf(lon)])
      .filter(([lat, lon]) => lat !== null && lon !== null && Math.abs(lat) <= 90 && Math.abs(lon) <= 180);
  }

  put(index, { lat, lng }) {
    const filled = this.rows().filter(([a, b]) => numberOf(a) !== null && numberOf(b) !== null);
    const [latitude, longitude] = filled[index];
    latitude.value = lat.toFixed(6);
    longitude.value = lng.toFixed(6);
  }

  add({ lat, lng }) {
    let row = [...this.body.rows].find((one) => [...one.querySelectorAll("input")].every((input) => !input.value.trim()));
    if (!row && this.kind === "circle") [row] = this.body.rows;
    if (!row) {
      const last = this.body.rows[this.body.rows.length - 1];
      row = last.cloneNode(true);
      const number = this.body.rows.length + 1;
      row.cells[0].textContent = number;
      row.querySelectorAll("input").forEach((input) => {
        input.setAttribute("aria-label", input.getAttribute("aria-label").replace(/\d+$/, number));
      });
      this.body.append(row);
    }
    const [latitude, longitude] = row.querySelectorAll("input");
    latitude.value = lat.toFixed(6);
    longitude.value = lng.toFixed(6);
    if (this.kind === "circle" && numberOf(this.radius) === null) this.radius.value = "100";
  }
}

class Drawing {
  constructor(form, map) {
    this.map = map;
    this.areas = [...form.querySelectorAll("[data-area]")].map((one) => new Area(one));
    form.addEventListener("input", () => this.show());
    form.addEventListener("change", () => this.show());
    map.on("click", ({ latlng }) => {
      const area = this.chosen();
      if (!area) return;
      area.add(latlng);
      this.show();
    });
    this.show();
    fit(map, this.areas.flatMap((one) => one.layers.slice(0, 1)));
  }

  chosen() {
    return this.areas.find((one) => one.choice.checked) ?? this.areas[0];
  }

  show() {
    for (const area of this.areas) {
      area.layers.forEach((layer) => layer.remove());
      area.layers = this.layersOf(area);
      area.layers.forEach((layer) => layer.addTo(this.map));
    }
  }

  layersOf(area) {
    const points = area.points();
    const style = area === this.chosen() ? CHOSEN : LINE;
    if (!points.length) return [];
    if (area.kind === "circle") return this.circle(area, points[0], style);
    const shape = L.polygon(points, { ...style, interactive: false });
    return [shape, ...points.map((at, index) => this.handle(area, index, at, shape, points))];
  }

  circle(area, centre, style) {
    const radius = numberOf(area.radius) ?? 0;
    const shape = L.circle(centre, { radius, ...style, interactive: false });
    const middle = this.handle(area, 0, centre, shape, [centre]);
    const east = radius / (111195 * Math.cos((centre[0] * Math.PI) / 180));
    const edge = dot([centre[0], centre[1] + east], "place-handle is-radius", 24, { draggable: true, keyboard: false });
    edge.on("drag", ({ latlng }) => {
      area.radius.value = Math.max(10, Math.round(this.map.distance(centre, latlng)));
      shape.setRadius(Number(area.radius.value));
    });
    edge.on("dragend", () => this.show());
    return [shape, middle, edge];
  }

  handle(area, index, at, shape, points) {
    const marker = dot(at, "place-handle", 24, { draggable: true, keyboard: false });
    marker.bindTooltip(String(index + 1));
    marker.on("drag", ({ latlng }) => {
      area.put(index, latlng);
      if (area.kind === "circle") {
        shape.setLatLng(latlng);
      } else {
        shape.setLatLngs(points.map((one, number) => (number === index ? latlng : one)));
      }
    });
    marker.on("dragend", () => this.show());
    return marker;
  }
}

for (const element of document.querySelectorAll("[data-map]")) {
  const box = element.closest("[data-map-box]");
  const config = JSON.parse(box.querySelector("script[type='application/json']").textContent);
  box.hidden = false;
  const map = mapIn(element, config);
  const form = element.closest("[data-drawing]");
  if (form) {
    form.querySelectorAll("[data-map-box]").forEach((one) => {
      one.hidden = false;
    });
    new Drawing(form, map);
  } else {
    const layers = config.areas.map((area) => shapeOf(area, LINE).bindTooltip(plain(area.name)));
    layers.forEach((layer) => layer.addTo(map));
    fit(map, layers);
  }
  locating(box, map);
}
