/** Stands in tests for styles, pictures and the component that fetches icons: draws nothing. */
export default function Nothing() {
  return null;
}
