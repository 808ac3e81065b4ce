package io.tidegate.rtmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class AcknowledgementWindowTest {
  private final AcknowledgementWindow window = new AcknowledgementWindow();

  @Test
  void isDueAtHalfTheWindow() {
    window.resize(10_000);
    assertFalse(window.isDueAfter(4_999));
    assertTrue(window.isDueAfter(1));
    assertFalse(window.isDueAfter(4_999));
    assertTrue(window.isDueAfter(2));
    assertEquals(10_001, window.sequenceNumber());
  }

  @Test
  void bearsWindowsOfNothingAndOfEverything() {
    window.resize(0);
    assertFalse(window.isDueAfter(2_047));
    assertTrue(window.isDueAfter(1));
    window.resize(Integer.MAX_VALUE);
    assertFalse(window.isDueAfter(1 << 29));
  }

  @Test
  void wrapsAfterFourGibibytesAndGoesOn() {
    long most = 0xFFFF_FFFFL;
    while (window.received() + (1 << 30) <= most) {
      window.isDueAfter(1 << 30);
    }
    window.isDueAfter((int) (most - window.received()));
    assertEquals(most, window.sequenceNumber());
    window.isDueAfter(1);
    assertEquals(0, window.sequenceNumber());
    assertTrue(window.isDueAfter(AcknowledgementWindow.DEFAULT_BYTES));
    assertEquals(AcknowledgementWindow.DEFAULT_BYTES, window.sequenceNumber());
    assertEquals(1L + most + AcknowledgementWindow.DEFAULT_BYTES, window.received());
  }
}
