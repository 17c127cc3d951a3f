/** Tags side by side, and a sign where there are notes; what has no room is in the tooltip. */
import { HoverTip } from '../../visual/HoverTip';
import type { SessionRow } from './row';
import type { RowStyles } from './styles';
import { tagText } from './tags';

/** Of long notes the tooltip shows the beginning. */
const MOST_CHARACTERS = 400;

export function TagsCell({ row: { tags, notes }, styles }: { row: SessionRow; styles: RowStyles }) {
  if (tags.length === 0 && notes === null) {
    return <span className={styles.faint}>–</span>;
  }
  const shortened = notes !== null && notes.length > MOST_CHARACTERS ? `${notes.slice(0, MOST_CHARACTERS)}…` : notes;
  return (
    <HoverTip
      className={styles.tags}
      content={
        <>
          {tags.map((tag) => (
            <div key={tag[0]}>{tagText(tag)}</div>
          ))}
          {shortened !== null && (
            <div style={{ whiteSpace: 'pre-wrap', marginTop: tags.length > 0 ? 6 : 0 }}>{shortened}</div>
          )}
        </>
      }
    >
      {notes !== null && (
        <svg viewBox="0 0 16 16" width="12" height="12" role="img" aria-label="has notes" className={styles.alertIcon}>
          <path d="M3 2.5h10v8l-3 3H3zM5.5 6h5M5.5 9h3" />
        </svg>
      )}
      {tags.map((tag) => (
        <span key={tag[0]} className={styles.tag}>
          {tagText(tag)}
        </span>
      ))}
    </HoverTip>
  );
}
