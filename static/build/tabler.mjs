// Rewrites Tabler's CSS so that browsers at Chrome 109 read all of it: no color-mix(), light-dark() or oklch(),
// no source map, the union's red as primary colour, and none of the palettes that the product never shows.
import postcss from "postcss";

const PALETTE = {
  primary: "#c8161d",
  secondary: "#5b6675",
  success: "#1b7f3b",
  info: "#1f6fb5",
  warning: "#9a5b00",
  danger: "#b3261e",
  link: "#1a5fa8",
};

const BRANDS =
  /\b(x|facebook|twitter|linkedin|google|youtube|vimeo|dribbble|github|instagram|pinterest|vk|rss|flickr|bitbucket|tabler)\b/;
const UNUSED_SELECTOR =
  /^\.(bg|text|border|link|btn|btn-ghost|btn-outline|badge|status|alert|steps|ribbon|avatar|nav|hr)-(x|facebook|twitter|linkedin|google|youtube|vimeo|dribbble|github|instagram|pinterest|vk|rss|flickr|bitbucket|tabler)\b|^\.(carousel|payment|flag|chart-|apexcharts|jvm|dz-|litepicker|noUi|plyr|fslightbox|typed|tox|coloris|clr-|fc-|star-rating|gl-star|mention)/;

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(", ");

/** What to write in place of one value; null when no general rule knows it. */
function plain(value, greys) {
  let text = value;
  text = text.replace(
    /color-mix\(in \w+, var\(--tblr-([\w-]+)\) calc\(var\(--tblr-([\w-]+)(?:, 1)?\) \* 100%\), transparent\)/g,
    (_, name, opacity) => mixed(name, `var(--tblr-${opacity}, 1)`, greys),
  );
  text = text.replace(
    /color-mix\(in \w+, transparent, var\(--tblr-([\w-]+)\) var\(--tblr-([\w-]+), 100%\)\)/g,
    (_, name) => `var(--tblr-${name})`,
  );
  text = text.replace(/color-mix\(in \w+, var\(--tblr-([\w-]+)\) (\d+)%, transparent\)/g, (_, name, percent) =>
    mixed(name, percent / 100, greys),
  );
  text = text.replace(/color-mix\(in \w+, var\(--tblr-([\w-]+)\), transparent (\d+)%\)/g, (_, name, percent) =>
    mixed(name, 1 - percent / 100, greys),
  );
  text = text.replace(
    /color-mix\(in \w+, var\(--tblr-scrollbar-color, var\(--tblr-body-color\)\) (\d+)%, transparent\)/g,
    (_, percent) => `rgba(var(--tblr-body-color-rgb), ${percent / 100})`,
  );
  text = text.replace(/light-dark\(([^()]*(?:\([^()]*\))?[^()]*), [^()]*(?:\([^()]*\))?[^()]*\)/g, "$1");
  return /color-mix\(|light-dark\(|oklch\(/.test(text) ? null : text;
}

function mixed(name, opacity, greys) {
  if (name.endsWith("-lt") || name === "bg-surface-inverted") return `var(--tblr-${name})`;
  if (greys[name]) return `rgba(${rgb(greys[name])}, ${opacity})`;
  if (name === "nav-link-color") return `rgba(var(--tblr-body-color-rgb), ${opacity})`;
  return `rgba(var(--tblr-${name}-rgb), ${opacity})`;
}

/** Tabler's CSS in, CSS for our browsers out; `dropped` lists the declarations that no rule could rewrite. */
export function rewrite(css) {
  const root = postcss.parse(css);
  const greys = {};
  root.walkDecls(/^--tblr-gray-\d+$/, (decl) => (greys[decl.prop.slice(7)] ??= decl.value));
  const dropped = [];
  root.walkComments((comment) => comment.remove());
  root.walkRules((rule) => {
    const kept = rule.selectors.filter((selector) => !UNUSED_SELECTOR.test(selector));
    if (!kept.length) rule.remove();
    else if (kept.length < rule.selectors.length) rule.selectors = kept;
  });
  root.walkDecls((decl) => {
    if (decl.prop.startsWith("--tblr-") && BRANDS.test(decl.prop.slice(7).split("-")[0])) {
      decl.remove();
      return;
    }
    const named = decl.prop.match(/^--tblr-(primary|secondary|success|info|warning|danger)(-rgb)?$/);
    if (named) decl.value = named[2] ? rgb(PALETTE[named[1]]) : PALETTE[named[1]];
    if (!/color-mix\(|light-dark\(|oklch\(/.test(decl.value)) return;
    const value = plain(decl.value, greys);
    if (value === null) {
      dropped.push(`${decl.parent.selector} { ${decl.prop}: ${decl.value} }`);
      decl.remove();
    } else {
      decl.value = value;
    }
  });
  root.walkRules((rule) => rule.nodes.length || rule.remove());
  root.walkAtRules("media", (rule) => rule.nodes.length || rule.remove());
  return { css: root.toString(), dropped };
}
