/** Version of the wire and of the answers; rises when a reader or writer of an older one would misunderstand. */
export const CONTRACT_SCHEMA_VERSION = 1;
