package io.tidegate.gateway.beacon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AddressQuotaTest {
  private final AtomicLong now = new AtomicLong();
  private final AddressQuota quota = new AddressQuota(3, 2, now::get);

  @Test
  void someAtOnceThenSoManyASecond() {
    assertThat(taken("a", 5)).isEqualTo(3);
    now.addAndGet(499_999_999);
    assertThat(taken("a", 1)).isZero();
    now.addAndGet(1);
    assertThat(taken("a", 2)).isEqualTo(1);
    now.addAndGet(60_000_000_000L);
    assertThat(taken("a", 5)).isEqualTo(3);
  }

  @Test
  void whoIsRefusedPaysNothingForAsking() {
    taken("a", 3);
    IntStream.range(0, 10)
        .forEach(_ -> {
          now.addAndGet(50_000_000);
          quota.takes("a");
        });
    assertThat(taken("b", 3)).isEqualTo(3);
    now.addAndGet(500_000_000);
    assertThat(taken("a", 1)).isEqualTo(1);
  }

  @Test
  void isBoundedAndForgetsWhoAskedLongestAgo() {
    taken("first", 3);
    IntStream.range(0, AddressQuota.MAX_KNOWN - 1).forEach(i -> quota.takes("x" + i));
    assertThat(quota.takes("first")).isFalse();
    IntStream.range(0, AddressQuota.MAX_KNOWN).forEach(i -> quota.takes("y" + i));
    assertThat(taken("first", 4)).isEqualTo(3);
  }

  private int taken(String address, int asked) {
    return (int) IntStream.range(0, asked).filter(_ -> quota.takes(address)).count();
  }
}
