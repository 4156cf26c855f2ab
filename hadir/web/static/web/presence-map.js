// The position of a check-in beside its office. Without tiles it is still to scale; the text above says the same.

const data = document.getElementById("presence-position");
const place = document.getElementById("presence-map");

if (data && place && window.L) {
  const { latitude, longitude, accuracy, areas } = JSON.parse(data.textContent);
  const map = window.L.map(place, { attributionControl: false, scrollWheelZoom: false });
  map.setView([latitude, longitude], 16); // shapes know their size on the screen only once there is a view
  const shown = [window.L.circle([latitude, longitude], { radius: Math.max(accuracy ?? 0, 5), color: "#d63939" })];
  shown.push(window.L.circleMarker([latitude, longitude], { radius: 5, color: "#d63939", fillOpacity: 1 }));
  for (const { centre, radius, points } of areas) {
    shown.push(points ? window.L.polygon(points, { color: "#2fb344" }) : window.L.circle(centre, { radius, color: "#2fb344" }));
  }
  const group = window.L.featureGroup(shown).addTo(map);
  window.L.control.scale({ imperial: false }).addTo(map);
  map.fitBounds(group.getBounds().pad(0.3), { maxZoom: 18 });
}
