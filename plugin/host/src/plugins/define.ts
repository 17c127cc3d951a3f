/**
 * The AMD `define` that a built plugin calls: what SystemJS does inside Grafana, for modules without a name whose
 * dependencies are all shared ones.
 */
type Factory = (...dependencies: object[]) => object;

const defined = new Map<string, object>();

/** Makes `define` known to the scripts that will be loaded; `shared` answers for the modules that they import. */
export const installDefine = (shared: Record<string, object>): void => {
  const define = (dependencies: string[], factory: Factory): void => {
    // A module without a name is the script that runs right now.
    const script = document.currentScript;
    if (!(script instanceof HTMLScriptElement)) {
      throw new Error('define was called outside of a script');
    }
    const resolved = dependencies.map((name) => {
      const found = shared[name];
      if (found === undefined) {
        throw new Error(`${script.src} imports ${name}, which this page does not share`);
      }
      return found;
    });
    defined.set(script.src, factory(...resolved));
  };
  Object.assign(window, { define: Object.assign(define, { amd: {} }) });
};

/** Loads one module by its address; the promise is rejected when the script is missing or throws. */
export const loadModule = (url: string): Promise<object> =>
  new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.addEventListener('error', () => reject(new Error(`${url} could not be loaded`)));
    script.addEventListener('load', () => {
      const module = defined.get(script.src);
      if (module === undefined) {
        reject(new Error(`${url} did not define a module`));
      } else {
        resolve(module);
      }
    });
    document.head.append(script);
  });
