// A small curve drawn as SVG: the reference band, the line, one point per result.
import { day } from "../words/index.js";
import { svg } from "./dom.js";

/** @typedef {import("./model.js").LabValue} LabValue */

const WIDTH = 340, HEIGHT = 190, LEFT = 40, RIGHT = 14, TOP = 18, BOTTOM = 28;

/** @param {number} low @param {number} high */
function ticks(low, high) {
  const rough = (high - low) / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? rough;
  const found = [];
  for (let at = Math.ceil(low / step) * step; at <= high + step / 1000; at += step) found.push(Number(at.toPrecision(12)));
  return found;
}

/** @param {LabValue} value */
function span(value) {
  const amounts = value.course.map((point) => point.amount);
  for (const limit of [value.low, value.high]) if (limit !== null) amounts.push(limit);
  const low = Math.min(...amounts), high = Math.max(...amounts);
  const room = (high - low || Math.abs(high) || 1) * 0.18;
  return { low: low >= 0 ? Math.max(0, low - room) : low - room, high: high + room };
}

/** @param {import("../words/index.js").Words} words @param {LabValue} value */
export function curve(words, value) {
  const { low, high } = span(value);
  const points = value.course;
  const first = points[0]?.at ?? 0, last = points.at(-1)?.at ?? 1;
  const x = (/** @type {number} */ at) => LEFT + ((at - first) / (last - first || 1)) * (WIDTH - LEFT - RIGHT);
  const y = (/** @type {number} */ amount) => HEIGHT - BOTTOM - ((amount - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const number = new Intl.NumberFormat(words.locale, { maximumFractionDigits: 3 });
  const drawing = svg("svg", { class: "curve", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": words.courseAlt(value.name, points.length) });
  if (value.low !== null || value.high !== null) {
    const top = y(Math.min(value.high ?? high, high)), bottom = y(Math.max(value.low ?? low, low));
    drawing.append(svg("rect", { class: "band", x: LEFT, y: top, width: WIDTH - LEFT - RIGHT, height: Math.max(0, bottom - top) }));
  }
  for (const tick of ticks(low, high)) {
    drawing.append(svg("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y(tick), y2: y(tick) }));
    drawing.append(svg("text", { x: LEFT - 8, y: y(tick) + 4, "text-anchor": "end" }, number.format(tick)));
  }
  drawing.append(svg("polyline", { class: "path", points: points.map((point) => `${x(point.at).toFixed(1)},${y(point.amount).toFixed(1)}`).join(" ") }));
  for (const point of points) {
    const kind = point.mark.endsWith("high") ? "high" : point.mark.endsWith("low") ? "low" : "";
    drawing.append(svg("circle", { class: `point ${kind}`, cx: x(point.at), cy: y(point.amount), r: 4.5 }));
  }
  const newest = points.at(-1);
  if (newest) {
    const above = y(newest.amount) > TOP + 18;
    drawing.append(svg("text", { class: "strong", x: x(newest.at) + 8, y: y(newest.amount) + (above ? -11 : 20), "text-anchor": "end" }, newest.result));
  }
  drawing.append(svg("text", { x: LEFT, y: HEIGHT - 8 }, day(words, first)));
  drawing.append(svg("text", { x: WIDTH - RIGHT, y: HEIGHT - 8, "text-anchor": "end" }, day(words, last)));
  return drawing;
}
