package io.tidegate.srt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.MediaTime;
import io.tidegate.media.testing.Chunks;
import io.tidegate.media.testing.EventDump;
import io.tidegate.media.testing.SeededFuzz;
import io.tidegate.media.ts.TsDemuxer;
import io.tidegate.media.ts.TsDemuxerOptions;
import org.junit.jupiter.api.Test;

final class TransportTablesTest {
  private static final Bytes ONE_SECOND = TransportSource.of(MediaTime.ofMillis(1_000));

  @Test
  void keepsTheNewestTablesHoweverTheStreamIsCut() {
    TransportTables whole = new TransportTables();
    whole.accept(ONE_SECOND);
    assertEquals(2 * TransportTables.PACKET_BYTES, whole.packets().length());
    for (int size : Chunks.SIZES) {
      TransportTables cut = new TransportTables();
      Chunks.feed(ONE_SECOND, size, cut::accept);
      assertEquals(whole.packets(), cut.packets(), "in pieces of " + size);
    }
  }

  @Test
  void passesWholePacketsOnHoweverTheStreamIsCut() {
    for (int size : Chunks.SIZES) {
      TransportTables tables = new TransportTables();
      ByteWriter out = new ByteWriter();
      Chunks.feed(
          ONE_SECOND,
          size,
          piece -> {
            Bytes packets = tables.accept(piece);
            assertEquals(0, packets.length() % TransportTables.PACKET_BYTES);
            out.write(packets);
          });
      assertEquals(ONE_SECOND, out.toBytes(), "in pieces of " + size);
    }
    Bytes garbage = Bytes.of("no packet", UTF_8);
    assertEquals(garbage, new TransportTables().accept(garbage));
  }

  @Test
  void noticesWherePicturesStart() {
    TransportTables tables = new TransportTables();
    tables.accept(ONE_SECOND.slice(0, 3 * TransportTables.PACKET_BYTES));
    assertTrue(tables.pictureStarts());
    assertTrue(tables.tableStarts());
    tables.accept(ONE_SECOND.slice(3 * TransportTables.PACKET_BYTES, TransportTables.PACKET_BYTES));
    assertFalse(tables.pictureStarts());
    assertFalse(tables.tableStarts());
  }

  @Test
  void saysWhenTablesStayAwayForHalfASecond() {
    assertEquals(0, repeats(TransportSource.of(MediaTime.ofMillis(4_000)), new ByteWriter()));
    Bytes rare = TransportSource.of(MediaTime.ofMillis(4_000), MediaTime.ofMillis(1_800));
    ByteWriter repaired = new ByteWriter();
    int times = repeats(rare, repaired);
    assertTrue(times >= 4 && times <= 7, times + " times in two gaps of 1.8 s and one of 0.4");
    Bytes whole = repaired.toBytes();
    assertEquals(rare.length() + times * 2 * TransportTables.PACKET_BYTES, whole.length());
    EventDump expected = new EventDump();
    new TsDemuxer(expected, TsDemuxerOptions.DEFAULT).accept(rare, 0);
    EventDump actual = new EventDump();
    TsDemuxer demuxer = new TsDemuxer(actual, TsDemuxerOptions.DEFAULT);
    demuxer.accept(whole, 0);
    assertEquals(expected.toString(), actual.toString());
    assertEquals(0, demuxer.stats().continuityGaps());
  }

  /// Writes `stream` with the tables that were due.
  private static int repeats(Bytes stream, ByteWriter out) {
    TransportTables tables = new TransportTables();
    int[] count = {0};
    Chunks.feed(
        stream,
        TransportTables.PACKET_BYTES,
        packet -> {
          tables.accept(packet);
          out.write(packet);
          if (tables.repeatIsDue()) {
            count[0]++;
            out.write(tables.repeated());
          }
        });
    return count[0];
  }

  @Test
  void standsAnything() {
    SeededFuzz.run(
        11,
        300,
        random -> {
          TransportTables tables = new TransportTables();
          tables.accept(SeededFuzz.mutate(ONE_SECOND, random));
          tables.accept(ONE_SECOND);
          tables.repeated();
          assertTrue(tables.packets().length() <= 64 * 7 * TransportTables.PACKET_BYTES + 7 * 188);
        });
  }
}
