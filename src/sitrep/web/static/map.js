// The map that can be moved, in the place of the drawn one: offline base map, rings of uncertainty, and a time slider.

const frame = document.getElementById("map");
const style = getComputedStyle(document.documentElement);
const colour = (name) => style.getPropertyValue(name).trim();
const REPLAY_MS = 700;
const LABELS = 8; // places that are named without being pointed at

const load = (source) =>
  new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });

function lines(flat) {
  const points = [];
  let lon = 0;
  let lat = 0;
  for (let place = 0; place < flat.length; place += 2) {
    lon += flat[place];
    lat += flat[place + 1];
    points.push([lat / 100, lon / 100]);
  }
  return points;
}

async function baseMap(map) {
  const tiles = frame.dataset.tiles;
  if (tiles === "/tiles.pmtiles") return packedTiles(map, tiles);
  if (tiles) return L.tileLayer(tiles, { maxZoom: 19 }).addTo(map);
  const outlines = await (await fetch("/outlines.json")).json();
  const fixed = { interactive: false, smoothFactor: 1 };
  const renderer = L.canvas({ padding: 0.5 });
  L.polygon(outlines.land.map(lines), { ...fixed, renderer, color: colour("--border"), weight: 0.5, fillColor: colour("--land"), fillOpacity: 1, fillRule: "evenodd" }).addTo(map);
  L.polyline(outlines.borders.map(lines), { ...fixed, renderer, color: colour("--border"), weight: 0.9 }).addTo(map);
  for (const each of outlines.disputed)
    L.polyline(each.lines.map(lines), { ...fixed, renderer, color: colour("--border"), weight: 1.3, dashArray: "5 4" }).addTo(map);
}

async function packedTiles(map, source) {
  await load("/static/vendor/pmtiles.js");
  const archive = new pmtiles.PMTiles(source);
  const { tileType, minZoom, maxZoom } = await archive.getHeader();
  if (tileType === 1) {
    await load("/static/vendor/protomaps-leaflet.js");
    const flavor = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    protomapsL.leafletLayer({ url: source, flavor }).addTo(map);
  } else pmtiles.leafletRasterLayer(archive, { minNativeZoom: minZoom, maxNativeZoom: maxZoom }).addTo(map);
}

function popup(feature) {
  const { name, uncertainty_km: radius, reports, evidence } = feature.properties;
  const box = document.createElement("div");
  const head = document.createElement("b");
  head.textContent = name;
  box.append(head, document.createElement("br"), `± ${radius} km, ${reports} ${reports === 1 ? "report" : "reports"}`);
  for (const each of evidence) {
    const link = document.createElement("a");
    const query = new URLSearchParams(location.search);
    query.set("report", each.report);
    query.set("at", `${each.start}-${each.end}`);
    link.href = `/show?${query}#at`;
    link.textContent = each.outlet || each.report;
    box.append(document.createElement("br"), link, ` ${each.published || ""}`);
  }
  return box;
}

function label(mark, isPermanent) {
  const words = document.createElement("span");
  words.textContent = mark.name;
  mark.point.bindTooltip(words, { permanent: isPermanent, direction: "right", offset: [6, 0], className: isPermanent ? "named" : "" });
}

function markOf(feature) {
  const { properties, geometry } = feature;
  const [lon, lat] = geometry.coordinates;
  const isOffset = properties.type === "offset";
  const own = colour(isOffset ? "--offset" : "--place");
  const dashed = isOffset || (properties.others || []).length ? "4 3" : null;
  const ring = L.circle([lat, lon], { radius: 1000 * properties.uncertainty_km, color: own, weight: 1, opacity: 0.6, fillOpacity: 0.06, dashArray: dashed, interactive: false });
  const point = L.circleMarker([lat, lon], { radius: Math.min(9, 2.5 + 1.2 * Math.sqrt(properties.reports)), color: isOffset ? own : colour("--ground"), weight: 1.4, fillColor: isOffset ? colour("--ground") : own, fillOpacity: 1 });
  point.bindPopup(() => popup(feature));
  return { name: properties.name, reports: properties.reports, isOffset, ring, point, layer: L.layerGroup([ring, point]), byDay: properties.by_day || {}, isShown: false };
}

const toldBy = (byDay, day) => Object.entries(byDay).reduce((sum, [each, count]) => sum + (each <= day ? count : 0), 0);

function slides(map, marks) {
  const rows = [...document.querySelectorAll("tr[data-by-day]")].map((row) => ({ row, byDay: JSON.parse(row.dataset.byDay) }));
  const days = [...new Set([...marks, ...rows].flatMap(({ byDay }) => Object.keys(byDay)))].sort();
  const box = document.querySelector("[data-slider]");
  if (days.length < 2) return;
  const field = box.querySelector("[data-day]");
  const told = box.querySelector("[data-told]");
  const button = box.querySelector("[data-replay]");
  const labels = [button.textContent, button.dataset.stop];
  let timer = 0;

  function show(place) {
    const day = days[place];
    field.value = place;
    field.setAttribute("aria-valuetext", day);
    told.textContent = day;
    for (const mark of marks) {
      const isShown = toldBy(mark.byDay, day) > 0 || (place === days.length - 1 && !Object.keys(mark.byDay).length);
      if (isShown !== mark.isShown) mark.layer[isShown ? "addTo" : "removeFrom"](map);
      mark.isShown = isShown;
    }
    for (const { row, byDay } of rows) {
      const count = toldBy(byDay, day);
      row.hidden = !count && !(place === days.length - 1);
      const cell = row.querySelector("[data-count]");
      cell.textContent = place === days.length - 1 ? cell.dataset.count : count;
    }
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    button.textContent = labels[0];
  }

  field.max = days.length - 1;
  field.addEventListener("input", () => {
    stop();
    show(Number(field.value));
  });
  button.addEventListener("click", () => {
    if (timer) return stop();
    let place = Number(field.value) === days.length - 1 ? 0 : Number(field.value);
    show(place);
    button.textContent = labels[1];
    timer = setInterval(() => {
      place += 1;
      show(place);
      if (place >= days.length - 1) stop();
    }, REPLAY_MS);
  });
  box.hidden = false;
  show(days.length - 1);
}

async function draw() {
  await load("/static/vendor/leaflet.js");
  const collection = await (await fetch(frame.dataset.places)).json();
  frame.replaceChildren();
  frame.classList.add("live");
  const map = L.map(frame, { zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, minZoom: 1, worldCopyJump: true });
  map.attributionControl.setPrefix(false);
  const marks = collection.features.filter((each) => each.geometry && each.properties.uncertainty_km <= 400 && each.properties.kind !== "country").map(markOf);
  const main = marks.filter((mark) => mark.point.options.radius >= 4.2);
  const bounds = L.latLngBounds((main.length ? main : marks).map((mark) => mark.point.getLatLng()));
  if (bounds.isValid()) map.fitBounds(bounds.pad(0.15), { maxZoom: 9 });
  else map.setView([20, 0], 2);
  await baseMap(map);
  const major = new Set([...marks].filter((mark) => !mark.isOffset).sort((one, other) => other.reports - one.reports).slice(0, LABELS));
  for (const mark of marks) {
    label(mark, major.has(mark));
    mark.layer.addTo(map);
    mark.isShown = true;
  }
  L.control.scale({ imperial: false }).addTo(map);
  slides(map, marks);
}

if (frame) draw();
