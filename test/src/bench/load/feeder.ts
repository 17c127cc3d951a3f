import { PointTemplate, type BodyShape } from './point-template.js';
import { RawConnection } from './raw-connection.js';

/** Bodies of a session differ in their values for so many, then come again with other steps. */
const TEMPLATES_OF_A_SENDER = 4;

/** One session that is fed by one producer, batch after batch, each step once. */
interface Fed {
  readonly head: string;
  readonly producer: string;
  readonly templates: readonly PointTemplate[];
  sequence: number;
  step: number;
}

/** A sender with a connection of its own that feeds some sessions in turn. */
export class Feeder {
  readonly #sessions: Fed[];
  #next = 0;

  private constructor(
    private readonly connection: RawConnection,
    private readonly shape: BodyShape,
    sessions: readonly string[],
    port: number,
    prefix: string,
    firstSteps: Readonly<Record<string, number>>,
  ) {
    const templates = new Map<string, PointTemplate[]>();
    const templatesOf = (session: string): PointTemplate[] => {
      // Lines name their session; JSON does not, so there all sessions share.
      const key = shape.target === 'influxd' ? session : '';
      const seed = hashOf(session);
      if (!templates.has(key))
        templates.set(
          key,
          Array.from({ length: TEMPLATES_OF_A_SENDER }, (_, index) => new PointTemplate(shape, session, seed + index)),
        );
      return templates.get(key)!;
    };
    this.#sessions = sessions.map((session) => ({
      head: headOf(shape.target, port, session),
      producer: `${prefix}-${session}`,
      templates: templatesOf(session),
      sequence: 0,
      step: firstSteps[session] ?? 0,
    }));
  }

  /**
   * @param prefix What tells the producers of one run from those of another.
   * @param firstSteps Where sessions go on that have steps already.
   */
  static async open(
    port: number,
    shape: BodyShape,
    sessions: readonly string[],
    prefix: string,
    firstSteps: Readonly<Record<string, number>> = {},
  ): Promise<Feeder> {
    return new Feeder(await RawConnection.open(port), shape, sessions, port, prefix, firstSteps);
  }

  /**
   * Sends one batch and waits for its acknowledgement.
   * @returns Values that were acknowledged.
   * @throws When it was refused or not taken whole.
   */
  async feed(): Promise<number> {
    const session = this.#sessions[this.#next++ % this.#sessions.length]!;
    const template = session.templates[session.sequence % session.templates.length]!;
    const sequence = ++session.sequence;
    const points = template.from(session.step);
    session.step += this.shape.points;
    if (this.shape.target === 'influxd') {
      const { status, body } = await this.connection.post(session.head, points);
      if (status !== 204) throw new Error(`influxd answered ${status} ${body}`);
      return template.values;
    }
    const opening = `{"producer":"${session.producer}","sequence":${sequence},"points":[`;
    const { status, body } = await this.connection.post(session.head, opening, points, ']}');
    if (status !== 200 || !body.includes(`"accepted":${template.values},`))
      throw new Error(`the exporter answered ${status} ${body}`);
    return template.values;
  }

  close(): void {
    this.connection.close();
  }
}

function headOf(target: BodyShape['target'], port: number, session: string): string {
  const path = target === 'influxd' ? '/write?db=bench&precision=n' : `/analytics/training/${session}/metrics`;
  const type = target === 'influxd' ? 'text/plain; charset=utf-8' : 'application/json';
  return `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: ${type}\r\n`;
}

function hashOf(text: string): number {
  let hash = 7;
  for (const character of text) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) >>> 0;
  return hash;
}

/** Starts the sessions that are to be fed. */
export async function startSessions(port: number, sessions: readonly string[]): Promise<void> {
  const connection = await RawConnection.open(port);
  const head = `POST /analytics/training/start HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n`;
  for (const session_id of sessions) {
    const { status, body } = await connection.post(
      head,
      JSON.stringify({ agent_id: 'agent', session_id, training_config: {}, started_at: 1_763_000_000_000 }),
    );
    if (status >= 300) throw new Error(`the exporter answered ${status} ${body}`);
  }
  connection.close();
}
