/**
 * Build the scripts, the service worker and the fonts into `dist/`, which the site serves as static files.
 *
 * No splitting and no source maps: Django's static manifest rewrites no module imports, so every entry is one file.
 * The worker keeps the literal `self.__WB_MANIFEST`; the view of /sw.js puts the hashed names there.
 */
import { build } from "esbuild";
import { copyFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const goal = join(here, "dist");
const dist = join(here, "dist.new");
const vazirmatn = join(here, "node_modules", "@fontsource-variable", "vazirmatn");
const FONT = "vazirmatn-arabic-wght-normal.woff2";

/** The @font-face rule of the Arabic letters, as shipped, pointing at our copy. */
async function arabicFontFace() {
  const styles = await readFile(join(vazirmatn, "index.css"), "utf8");
  const rule = styles.match(/@font-face\s*\{[^}]*vazirmatn-arabic-wght-normal[^}]*\}/);
  if (!rule) throw new Error("The font package has no Arabic @font-face rule; has its layout changed?");
  return rule[0].replace(/url\(\.\/files\//, "url(");
}

await rm(dist, { recursive: true, force: true });
await mkdir(join(dist, "fonts"), { recursive: true });

const common = {
  bundle: true,
  minify: true,
  splitting: false,
  sourcemap: false,
  legalComments: "linked",
  target: ["safari15", "chrome100", "firefox100"],
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "warning",
};
await build({ ...common, entryPoints: [join(here, "src", "app.js")], outdir: join(dist, "app"), format: "esm" });
await build({ ...common, entryPoints: [join(here, "src", "sw.js")], outdir: join(dist, "worker"), format: "iife" });

const worker = await readFile(join(dist, "worker", "sw.js"), "utf8");
for (const literal of ["self.__WB_MANIFEST", "self.__SITE"]) {
  if (worker.split(literal).length !== 2) throw new Error(`The worker must hold ${literal} exactly once.`);
}

await copyFile(join(vazirmatn, "files", FONT), join(dist, "fonts", FONT));
await copyFile(join(vazirmatn, "LICENSE"), join(dist, "fonts", "LICENSE-vazirmatn.txt"));
await writeFile(join(dist, "fonts", "vazirmatn.css"), `${await arabicFontFace()}\n`);

await rm(goal, { recursive: true, force: true });
await rename(dist, goal);
