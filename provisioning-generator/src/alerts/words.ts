/** Fills the words of a condition's sentences in the language of an engine's templates. */

/** How an engine writes what an alert is about. */
export interface Words {
  readonly agent: string;
  readonly session: string;
  readonly instance: string;
  readonly value: string;
}

/** @throws Error for a word that there is not. */
export function filled(sentence: string, words: Words): string {
  return sentence.replace(/\{(\w+)\}/g, (_text, word: string) => {
    const expression = words[word as keyof Words] as string | undefined;
    if (expression === undefined) throw new Error(`there is no word {${word}}, in: ${sentence}`);
    return `{{ ${expression} }}`;
  });
}
