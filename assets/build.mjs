// Bundles the style sheet and the script, copies our drawings, and gives every file a name that holds
// its content's hash, so that a browser may keep it for a year. Called by scripts/build_assets.py.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const statics = join(root, "static");
const out = join(statics, "build");

async function bundle() {
  const result = await build({
    absWorkingDir: root,
    entryPoints: ["assets/css/main.css", "assets/js/main.js", "assets/js/publishing.js", "assets/js/signing.js", "assets/js/desk.js", "assets/js/desk-worker.js"],
    outdir: out,
    entryNames: "[name].[hash]",
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2020", "firefox115", "safari15", "chrome109"],
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  return Object.entries(result.metafile.outputs).map(([path, { entryPoint }]) => [
    basename(entryPoint),
    `build/${basename(path)}`,
  ]);
}

async function copyHashed(name) {
  const content = await readFile(join(statics, name));
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  const extension = extname(name);
  const target = `build/${basename(name, extension)}.${hash}${extension}`;
  await copyFile(join(statics, name), join(statics, target));
  return [name, target];
}

async function drawings() {
  const names = await readdir(join(statics, "illustrations"));
  return names.filter((name) => name.endsWith(".svg")).map((name) => `illustrations/${name}`);
}

async function removeStale(kept) {
  for (const name of await readdir(out)) {
    if (name !== "manifest.json" && !kept.has(`build/${name}`)) await rm(join(out, name));
  }
}

await mkdir(out, { recursive: true });
const copies = ["favicon.svg", ...(await drawings())].map(copyHashed);
const manifest = Object.fromEntries([...(await bundle()), ...(await Promise.all(copies))].sort());
// Written beside and renamed: a server that reads at the same moment sees the old list or the new one.
await writeFile(join(out, "manifest.json.new"), `${JSON.stringify(manifest, null, 2)}\n`);
await rename(join(out, "manifest.json.new"), join(out, "manifest.json"));
await removeStale(new Set(Object.values(manifest)));
