/**
 * Tells the host's build which exports of `@grafana/ui` and the other shared libraries the plugin really uses.
 *
 * Grafana hands whole libraries to a plugin; our host page would have to bundle all of `@grafana/ui` (maps, code editor,
 * data grid: several megabytes) to do the same. Webpack knows the used names anyway, so the host exposes exactly those.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cacheFolder, sharedExportsFile } from './paths.mjs';

const name = 'SharedExportsPlugin';

/** Adds the names that one entry uses of one shared module; `true` stands for "all of it" (namespace access). */
const merge = (known, used) => {
  if (known === true || used === true) {
    return true;
  }
  return [...new Set([...(known ?? []), ...(used ?? [])])].sort();
};

export class SharedExportsPlugin {
  apply(compiler) {
    compiler.hooks.afterEmit.tap(name, (compilation) => {
      const shared = {};
      for (const module of compilation.modules) {
        if (module.externalType !== 'amd') {
          continue;
        }
        for (const entry of compilation.entrypoints.keys()) {
          const used = compilation.moduleGraph.getExportsInfo(module).getUsedExports(entry);
          const names = used === true ? true : used ? [...used] : [];
          shared[module.userRequest] = merge(shared[module.userRequest], names);
        }
      }
      mkdirSync(cacheFolder, { recursive: true });
      writeFileSync(sharedExportsFile, JSON.stringify(shared, Object.keys(shared).sort(), 2) + '\n');
    });
  }
}
