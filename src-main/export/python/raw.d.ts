/** Python that goes into exports as it stands, bundled as text. */
declare module '*.py?raw' {
  const text: string;
  export default text;
}
