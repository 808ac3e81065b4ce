package io.tidegate.udp.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.media.MediaTime;
import org.junit.jupiter.api.Test;

/// Time is made up: the loop comes back each millisecond, as a timer would.
class PacerTest {
  private static final long MS = 1_000_000;

  private final Pacer pacer = new Pacer();
  private long now = Long.MAX_VALUE - 20 * MS; // the clock may wrap
  private int most;

  @Test
  void aKeyFrameIsSpreadOverItsTime() {
    begin(2, 0);
    assertEquals(0, send(2, false));
    begin(300, 40);
    long lasted = send(300, false);
    assertTrue(lasted >= 28 * MS && lasted <= 31 * MS, "lasted " + lasted);
    assertTrue(most <= 12, "at once: " + most);
  }

  @Test
  void whatHasWaitedGoesFastButNotAtOnce() {
    begin(2, 0);
    send(2, true);
    now += 10 * MS;
    begin(400, 40);
    long lasted = send(400, true);
    assertEquals(Pacer.BURST, most);
    long slowest = (400 / Pacer.PER_MILLISECOND + 2) * MS;
    assertTrue(lasted <= slowest, "lasted " + lasted);
  }

  /// The first frames of a stream, and those of a stream whose clock does not move.
  @Test
  void withoutATimeToSpreadOverTheBurstIsTheBound() {
    begin(100, 0);
    send(100, false);
    assertEquals(Pacer.BURST, most);
    most = 0;
    begin(100, 0);
    send(100, false);
    assertTrue(most <= Pacer.BURST, "at once: " + most);
  }

  @Test
  void aLongPauseOrAJumpIsNotSpreadOver() {
    begin(1, 0);
    send(1, false);
    begin(10, 60_000);
    assertTrue(send(10, false) <= 76 * MS);
    begin(10, -60_000);
    assertEquals(0, send(10, false));
  }

  private void begin(int datagrams, long timeMs) {
    pacer.begin(datagrams, MediaTime.ofMillis(timeMs), now);
  }

  /// How long it took.
  private long send(int datagrams, boolean behind) {
    long start = now;
    int atOnce = 0;
    for (int sent = 0; sent < datagrams; ) {
      if (pacer.waitNanos(behind, now) == 0) {
        pacer.sent(now);
        sent++;
        most = Math.max(most, ++atOnce);
      } else {
        now += MS;
        atOnce = 0;
      }
    }
    return now - start;
  }
}
