/** Tags to edit: a line a tag, name and value. */
import { css } from '@emotion/css';
import { useEffect, useRef } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Input, useStyles2 } from '@grafana/ui';
import { tagProblem, type TagLine } from './form';

interface Props {
  lines: readonly TagLine[];
  onChange: (lines: TagLine[]) => void;
  onAdd: () => void;
}

export function TagLines({ lines, onChange, onAdd }: Props) {
  const styles = useStyles2(getStyles);
  const list = useRef<HTMLDivElement>(null);
  const count = useRef(lines.length);
  useEffect(() => {
    if (lines.length > count.current) {
      // Who adds a line wants to write into it.
      list.current?.querySelector<HTMLInputElement>('[data-line]:last-child input')?.focus();
    }
    count.current = lines.length;
  }, [lines.length]);
  const change = (key: number, news: Partial<TagLine>) =>
    onChange(lines.map((line) => (line.key === key ? { ...line, ...news } : line)));
  return (
    <>
      <div ref={list} className={styles.lines}>
        {lines.map((line) => {
          const problem = tagProblem(line, lines);
          const name = line.name.trim() || 'new tag';
          return (
            <div key={line.key} data-line={line.key}>
              <div className={styles.line}>
                <Input
                  aria-label="Tag name"
                  placeholder="name"
                  value={line.name}
                  invalid={problem !== null}
                  onChange={(event) => change(line.key, { name: event.currentTarget.value })}
                />
                <Input
                  aria-label={`Value of ${name}`}
                  placeholder="value"
                  value={line.value}
                  onChange={(event) => change(line.key, { value: event.currentTarget.value })}
                />
                <Button
                  variant="secondary"
                  fill="text"
                  aria-label={`Remove ${name}`}
                  onClick={() => onChange(lines.filter(({ key }) => key !== line.key))}
                >
                  Remove
                </Button>
              </div>
              {problem !== null && (
                <div role="alert" className={styles.problem}>
                  {problem}
                </div>
              )}
            </div>
          );
        })}
      </div>
      <Button variant="secondary" size="sm" onClick={onAdd}>
        Add tag
      </Button>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  lines: css({ display: 'grid', gap: theme.spacing(1), '&:not(:empty)': { marginBottom: theme.spacing(1) } }),
  line: css({ display: 'grid', gridTemplateColumns: 'minmax(0, 2fr) minmax(0, 3fr) auto', gap: theme.spacing(1) }),
  problem: css({ color: theme.colors.error.text, fontSize: theme.typography.bodySmall.fontSize }),
});
