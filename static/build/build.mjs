// Builds every file of static/vendor and static/dist from npm packages and from static/css and static/js.
//
//   cd static/build && npm install && npm run build
//
// The output is committed, so that the product runs without Node. Source maps are never written: they would name
// files that are not served.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { aliases, icons } from "./icons.mjs";
import { rewrite } from "./tabler.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "..");
const modules = path.join(here, "node_modules");
const target = ["chrome109", "firefox115", "safari15.6"];
const withoutMap = (text) => text.replace(/\n?\/[/*]# sourceMappingURL=[^\n]*/g, "");

async function tabler() {
  const source = await readFile(path.join(modules, "@tabler/core/dist/css/tabler.css"), "utf8");
  const { css, dropped } = rewrite(withoutMap(source));
  const { code } = await esbuild.transform(css, { loader: "css", minify: true, target, legalComments: "none" });
  for (const forbidden of ["color-mix(", "light-dark(", "oklch("]) {
    if (code.includes(forbidden)) throw new Error(`tabler.css still holds ${forbidden}`);
  }
  const banner = "/* Tabler 1.4.0, MIT licence, adapted by static/build */";
  await writeFile(path.join(root, "vendor/tabler.css"), `${banner}\n${code}`);
  console.log(`tabler.css ${code.length} bytes; declarations replaced by app.css:\n  ${dropped.join("\n  ")}`);
}

async function sprite() {
  const symbols = [];
  const line =
    'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"';
  const draw = async (name, file) => {
    const svg = await readFile(path.join(modules, `@tabler/icons/icons/outline/${file}.svg`), "utf8");
    const body = svg
      .replace(/^[\s\S]*?<svg[\s\S]*?>/, "")
      .replace(/<\/svg>\s*$/, "")
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "")
      .replace(/\s*\n\s*/g, "");
    symbols.push(`<symbol id="${name}" ${line}>${body}</symbol>`);
  };
  for (const name of icons) await draw(name, name);
  for (const [name, file] of Object.entries(aliases)) await draw(name, file);
  const text = `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
  await writeFile(path.join(root, "dist/icons.svg"), text);
}

async function bundle(entry, outfile, options = {}) {
  await esbuild.build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    charset: "utf8",
    format: "iife",
    target,
    legalComments: "none",
    define: { "process.env.NODE_ENV": '"production"' },
    nodePaths: [modules],
    loader: { ".svg": "dataurl" },
    logLevel: "warning",
    ...options,
  });
  // Addresses in a library's error messages: nothing shipped names an outside host.
  const text = await readFile(outfile, "utf8");
  await writeFile(outfile, text.replace(/ \(https?:\/\/[^()\s]+\)/g, ""));
}

async function vendored() {
  const htmx = await readFile(path.join(modules, "htmx.org/dist/htmx.min.js"), "utf8");
  await writeFile(path.join(root, "vendor/htmx.min.js"), withoutMap(htmx));
}

/** The licences of what the bundles contain, each with its package's own text. */
async function licences() {
  const packages =
    "@tabler/core @tabler/icons bootstrap @popperjs/core htmx.org echarts zrender tom-select @orchidjs/sifter tslib".split(" ");
  const parts = [];
  for (const name of packages) {
    const folder = path.join(modules, name);
    const { version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    const names = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice)(\.\w+)?$/i.test(file)).sort();
    const texts = await Promise.all(names.map((file) => readFile(path.join(folder, file), "utf8")));
    // Tabler's package brings no licence file; its style sheet opens with the words.
    if (name === "@tabler/core") {
      const css = await readFile(path.join(folder, "dist/css/tabler.css"), "utf8");
      texts.push(css.match(/\/\*!([\s\S]*?)\*\//)[1]);
    }
    parts.push([`${name} ${version} (${license})`, ...texts.map((text) => text.trim())].join("\n\n"));
  }
  await writeFile(path.join(root, "vendor/LICENSES.txt"), `${parts.join(`\n\n${"-".repeat(80)}\n\n`)}\n`);
}

await mkdir(path.join(root, "vendor"), { recursive: true });
await mkdir(path.join(root, "dist"), { recursive: true });
await Promise.all([
  tabler(),
  sprite(),
  vendored(),
  licences(),
  bundle(path.join(root, "css/app.css"), path.join(root, "dist/app.css"), { external: ["*.png", "*.svg"] }),
  bundle(path.join(root, "js/theme.js"), path.join(root, "dist/theme.js")),
  bundle(path.join(root, "js/app.js"), path.join(root, "dist/app.js")),
  bundle(path.join(root, "js/charts.js"), path.join(root, "dist/charts.js")),
]);

// `npm run build-server` also builds the chart library that draws documents' charts, of the same version as the
// pages' own, so that one option looks alike on screen and paper.
if (process.argv.includes("--server")) {
  const assets = path.resolve(root, "../reports/documents/assets");
  await bundle(path.join(assets, "echarts.server.mjs"), path.join(assets, "echarts.server.js"));
}
