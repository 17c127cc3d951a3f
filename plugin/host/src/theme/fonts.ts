/**
 * Takes the place of the font faces of @grafana/ui, whose files are not part of the package.
 *
 * The library asks for "Inter" by name, also where it measures text: the name stands for letters that the system has.
 */
const installed = ['Inter', 'Segoe UI', 'Roboto', 'Helvetica Neue', 'Noto Sans', 'DejaVu Sans', 'Arial'];

const face = (weight: number, suffixes: string[]) => ({
  '@font-face': {
    fontFamily: 'Inter',
    fontWeight: weight,
    src: installed.flatMap((name) => suffixes.map((suffix) => `local('${name}${suffix}')`)).join(', '),
  },
});

export const getFontStyles = () => [face(400, ['']), face(500, [' Medium', ' Semibold', ''])];
