// What a person would see wrong on a page that has been loaded; run inside of it, answers a list of sentences.
() => {
  const found = [];
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) {
    const wide = [...document.body.querySelectorAll("*")].filter(
      (each) => each.getBoundingClientRect().right > width + 1 && !each.closest(".scroll"),
    );
    found.push(`wider than the screen: ${wide.slice(0, 3).map((each) => each.outerHTML.slice(0, 80)).join(" | ")}`);
  }
  const shown = (each) => {
    const box = each.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && each.checkVisibility({ visibilityProperty: true });
  };
  const floats = (each) => {
    for (let at = each; at && at !== document.body; at = at.parentElement) {
      if (["sticky", "fixed"].includes(getComputedStyle(at).position)) return true;
    }
    return false;
  };
  const things = [...document.querySelectorAll("a, button, input, select, textarea, summary")].filter(
    (each) => shown(each) && !each.closest(".visually-hidden, .skip, .trap") && !floats(each),
  );
  const boxes = things.flatMap((each) => [...each.getClientRects()].map((box) => [each, box]));
  for (const [index, [one, a]] of boxes.entries()) {
    for (const [other, b] of boxes.slice(index + 1)) {
      if (one.contains(other) || other.contains(one)) continue;
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 2 && down > 4) {
        found.push(`overlap: ${one.outerHTML.slice(0, 80)} and ${other.outerHTML.slice(0, 80)}`);
      }
    }
  }
  const thai = /[\u0E31\u0E34-\u0E3A\u0E47-\u0E4E]/;
  for (const each of document.body.querySelectorAll("*")) {
    const own = [...each.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && thai.test(node.data));
    if (!own || !shown(each) || each.closest(".visually-hidden, svg, option, select")) continue;
    const style = getComputedStyle(each);
    const lines = parseFloat(style.lineHeight) / parseFloat(style.fontSize);
    if (!(lines >= 1.4)) found.push(`lines too tight for Thai (${style.lineHeight}): ${each.outerHTML.slice(0, 100)}`);
    const cuts = style.overflowY !== "visible" && style.overflowY !== "auto";
    if (cuts && each.scrollHeight > each.clientHeight + 1) found.push(`cut off: ${each.outerHTML.slice(0, 100)}`);
  }
  return found;
}
