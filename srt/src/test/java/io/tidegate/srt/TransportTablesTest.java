package io.tidegate.srt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.media.Bytes;
import io.tidegate.media.MediaTime;
import io.tidegate.media.testing.Chunks;
import io.tidegate.media.testing.SeededFuzz;
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
  void standsAnything() {
    SeededFuzz.run(
        11,
        300,
        random -> {
          TransportTables tables = new TransportTables();
          tables.accept(SeededFuzz.mutate(ONE_SECOND, random));
          tables.accept(ONE_SECOND);
          assertTrue(tables.packets().length() <= 64 * 7 * TransportTables.PACKET_BYTES + 7 * 188);
        });
  }
}
