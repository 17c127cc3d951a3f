/** Text of a server-sent event stream, in pieces of any size -> events. */

export interface StreamEvent {
  /** `comment` for the lines that only keep a connection open. */
  event: string;
  data: string;
}

/** Keeps what is incomplete until the rest has come; one for each connection. */
export class EventParser {
  private rest = '';
  private event = '';
  private data: string[] = [];

  /** Events that this piece completes. */
  push(piece: string): StreamEvent[] {
    const lines = (this.rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.line(line));
  }

  private line(line: string): StreamEvent[] {
    if (line === '') return this.dispatch();
    if (line.startsWith(':')) return [{ event: 'comment', data: line.slice(1).trim() }];
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') this.event = value;
    if (name === 'data') this.data.push(value);
    return [];
  }

  private dispatch(): StreamEvent[] {
    const complete = { event: this.event || 'message', data: this.data.join('\n') };
    const isEvent = this.data.length > 0;
    this.event = '';
    this.data = [];
    return isEvent ? [complete] : [];
  }
}
