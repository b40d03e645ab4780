"use strict";
// Sorts, filters and shows the table of the class; without it every row is there, in the order of names.
document.documentElement.classList.add("scripted");
document.addEventListener("DOMContentLoaded", () => {
  const table = document.getElementById("class");
  const body = table.tBodies[0];
  const find = document.getElementById("find");
  const state = document.getElementById("state");
  const count = document.getElementById("count");
  const more = document.getElementById("more");
  const top = table.tHead.rows[0].cells;
  const rows = Array.from(body.rows, (row) => ({ row, text: null, lost: null }));
  const first = rows.filter((entry) => !entry.row.classList.contains("later")).length;  // what nobody sees is not laid out
  let all = first === rows.length;

  const value = (row, column) => {
    const text = row.cells[column].textContent;
    const number = parseFloat(text);
    return column > 0 && column < top.length - 1 ? (Number.isNaN(number) ? -1 : number) : text.toLowerCase();
  };
  const wanted = (entry, words) => {
    const kind = state.value;
    const states = entry.row.dataset.s;
    if (kind === "lost") {
      if (entry.lost === null) entry.lost = states.includes("rejected") || entry.row.querySelector(".h0,.h1,.h2,.h3,.h4") !== null;
      if (!entry.lost) return false;
    } else if (kind && !states.includes(kind)) return false;
    if (!words) return true;
    if (entry.text === null) entry.text = (entry.row.cells[0].textContent + " " + entry.row.cells[top.length - 1].textContent).toLowerCase();
    return entry.text.includes(words);
  };
  const show = () => {
    const words = find.value.trim().toLowerCase();
    let found = 0;
    for (const entry of rows) {
      const fits = wanted(entry, words);
      found += fits;
      entry.row.hidden = !fits;
      entry.row.classList.toggle("later", fits && !all && found > first);
    }
    more.hidden = all || found <= first;
    more.textContent = "Show all " + found;
    count.textContent = found === rows.length ? rows.length + " submissions" : found + " of " + rows.length + " submissions";
  };
  const sort = (column) => {
    const head = top[column];
    const names = column === 0 || column === top.length - 1;
    const rising = head.hasAttribute("aria-sort") ? head.getAttribute("aria-sort") !== "ascending" : names;
    for (const cell of top) cell.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", rising ? "ascending" : "descending");
    const keys = new Map(rows.map((entry) => [entry, value(entry.row, column)]));
    rows.sort((a, b) => (keys.get(a) < keys.get(b) ? -1 : keys.get(a) > keys.get(b) ? 1 : 0) * (rising ? 1 : -1));
    show();
    body.append(...rows.map((entry) => entry.row));
  };
  for (let column = 0; column < top.length; column++) top[column].firstElementChild.addEventListener("click", () => sort(column));
  find.addEventListener("input", show);
  state.addEventListener("change", show);
  more.addEventListener("click", () => { all = true; show(); });
  show();
});
