import { joined, type Labelled, type Vector } from './vector.js';

/** A number, or a vector of them; null for NoData, which spreads. */
type Value = number | Vector;

const OPERATORS: Readonly<Record<string, (left: number, right: number) => number>> = {
  '==': (left, right) => Number(left === right),
  '>': (left, right) => Number(left > right),
  '<': (left, right) => Number(left < right),
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
};
/** From those that bind least. */
const LEVELS: readonly (readonly string[])[] = [
  ['==', '>', '<'],
  ['+', '-'],
  ['*', '/'],
];

/**
 * Calculates a math expression of Grafana, as far as our rules use it: comparisons, the four operations, abs, parentheses.
 * @param expression Names the vectors as `${NAME}`.
 * @throws Error for anything else.
 */
export function calculate(expression: string, vectors: ReadonlyMap<string, Vector>): Vector {
  const value = new Reader(expression, vectors).whole();
  if (typeof value === 'number') throw new Error(`${expression} names no query`);
  return value;
}

class Reader {
  private readonly tokens: string[];

  constructor(
    private readonly expression: string,
    private readonly vectors: ReadonlyMap<string, Vector>,
  ) {
    this.tokens = expression.match(/\$\{\w+\}|\d+(\.\d+)?|[a-z]+|==|[-+*/()<>]|\S/g) ?? [];
  }

  whole(): Value {
    const value = this.level(0);
    if (this.tokens.length > 0) throw new Error(`${this.tokens[0]} is not expected in ${this.expression}`);
    return value;
  }

  private level(depth: number): Value {
    const operators = LEVELS[depth];
    if (operators === undefined) return this.term();
    let value = this.level(depth + 1);
    while (operators.includes(this.tokens[0]!)) {
      const operator = OPERATORS[this.tokens.shift()!]!;
      value = combined(value, this.level(depth + 1), operator);
    }
    return value;
  }

  private term(): Value {
    const token = this.tokens.shift() ?? 'its end';
    const name = /^\$\{(\w+)\}$/.exec(token)?.[1];
    if (name !== undefined) {
      const vector = this.vectors.get(name);
      if (vector === undefined) throw new Error(`there is no ${name}, in ${this.expression}`);
      return vector;
    }
    if (/^\d/.test(token)) return Number(token);
    if (token === '(') return this.closed();
    if (token === 'abs' && this.tokens.shift() === '(') return mapped(this.closed(), Math.abs);
    throw new Error(`${token} is not expected in ${this.expression}`);
  }

  private closed(): Value {
    const value = this.level(0);
    if (this.tokens.shift() !== ')') throw new Error(`a parenthesis is missing in ${this.expression}`);
    return value;
  }
}

function mapped(value: Value, change: (number: number) => number): Value {
  if (value === null || typeof value === 'number') return value === null ? null : change(value);
  return value.map(({ labels, value: number }): Labelled => ({ labels, value: change(number) }));
}

function combined(left: Value, right: Value, operator: (left: number, right: number) => number): Value {
  if (left === null || right === null) return null;
  if (typeof left === 'number') return mapped(right, (number) => operator(left, number));
  if (typeof right === 'number') return mapped(left, (number) => operator(number, right));
  return joined(left, right, operator);
}
