import { SessionTable } from "../sessions/SessionTable";

/** Who publishes and watches this stream; operators end a session. */
export default function Viewers({ streamKey }: { streamKey: string }) {
  return <SessionTable query={{ key: streamKey }} ofOneStream />;
}
