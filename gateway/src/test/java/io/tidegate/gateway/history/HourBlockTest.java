package io.tidegate.gateway.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.media.testing.SeededFuzz;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HourBlockTest {
  @Test
  void comesBackAsItWas() {
    HourBlock block = new HourBlock();
    block.put(Minute.of("live/a", 60 * 5 + 7, column -> column.index() + 1.5));
    HourBlock back = HourBlock.decode(block.encode());
    assertThat(back.get(7, Column.FRAMES)).isEqualTo(3.5);
    assertThat(back.get(7, Column.RTT_MAX)).isCloseTo(7.5, within(0.01));
    assertThat(back.get(6, Column.FRAMES)).isNaN();
  }

  @Test
  void aStreamWithoutALinkTakesNoRoomForOne() {
    HourBlock without = new HourBlock();
    HourBlock with = new HourBlock();
    Random random = new Random(1);
    for (int minute = 0; minute < HourBlock.MINUTES; minute++) {
      without.put(
          Minute.of(
              "live/a",
              minute,
              column -> column.isOfLink() ? Double.NaN : random.nextInt(1 << 20)));
      with.put(Minute.of("live/a", minute, _ -> random.nextInt(1 << 20)));
    }
    assertThat(without.encode().length).isBetween(400, 650);
    assertThat(with.encode().length).isBetween(900, HourBlock.maxBytes());
    assertThat(HourBlock.decode(without.encode()).get(59, Column.RTT)).isNaN();
  }

  @Test
  void whatIsNewCountsBeforeWhatIsOld() {
    HourBlock old = new HourBlock();
    old.put(Minute.of("live/a", 1, _ -> 1));
    old.put(Minute.of("live/a", 2, _ -> 1));
    HourBlock fresh = new HourBlock();
    fresh.put(Minute.of("live/a", 2, _ -> 2));
    fresh.merge(old);
    assertThat(fresh.get(1, Column.VIEWERS)).isEqualTo(1);
    assertThat(fresh.get(2, Column.VIEWERS)).isEqualTo(2);
  }

  @Test
  void damagedBytesAreAnUnknownHour() {
    assertThat(HourBlock.decode(new byte[0]).get(0, Column.BITRATE)).isNaN();
    assertThat(HourBlock.decode(new byte[] {1, 0, 0}).get(0, Column.BITRATE)).isNaN();
    assertThat(HourBlock.decode(new byte[] {9, 1, 0}).get(0, Column.BITRATE)).isNaN();
    SeededFuzz.run(
        11,
        2_000,
        random -> {
          byte[] bytes = new byte[random.nextInt(200)];
          random.nextBytes(bytes);
          if (bytes.length > 2) {
            bytes[0] = 1;
            bytes[1] = (byte) (1 + random.nextInt(12));
          }
          HourBlock.decode(bytes);
        });
  }
}
