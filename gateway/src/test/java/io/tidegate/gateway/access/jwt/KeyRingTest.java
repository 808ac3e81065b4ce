package io.tidegate.gateway.access.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Keys that come and go, from a source that answers when the test says so.
class KeyRingTest {
  private static final long RETRY = 30;

  private final Deque<Promise<List<JwtKey>>> asked = new ArrayDeque<>();
  private final AtomicInteger changes = new AtomicInteger();
  private long now = 1_000;

  private final KeyRing ring =
      new KeyRing(
          List.of(),
          new KeyRing.Source() {
            @Override
            public Future<List<JwtKey>> read() {
              Promise<List<JwtKey>> answer = Promise.promise();
              asked.add(answer);
              return answer.future();
            }

            @Override
            public String name() {
              return "test";
            }
          },
          RETRY,
          () -> now,
          changes::incrementAndGet);

  @Test
  void strangersAskTheSourceOnceInAWhile() {
    var first = ring.again();
    assertThat(ring.again()).as("the same question").isSameAs(first);
    assertThat(asked).hasSize(1);
    asked.remove().complete(List.of(key("a")));
    assertThat(first).isCompleted();
    assertThat(ids("a")).isOne();
    now += RETRY - 1;
    assertThat(ring.again()).isCompleted();
    assertThat(asked).isEmpty();
    now++;
    assertThat(ring.again()).isNotCompleted();
    assertThat(asked).hasSize(1);
  }

  @Test
  void whatWasKnownHoldsWhileTheSourceIsDown() {
    var _ = ring.refresh();
    asked.remove().complete(List.of(key("a")));
    var _ = ring.refresh();
    asked.remove().fail("down\r\n");
    assertThat(ring.problem()).contains("down");
    assertThat(ids("a")).isOne();
    var _ = ring.refresh();
    asked.remove().complete(List.of(key("a")));
    assertThat(ring.problem()).isNull();
    assertThat(changes).hasValue(0);
  }

  @Test
  void aKeyThatIsGoneIsTold() {
    JwtKey old = key("a");
    var _ = ring.refresh();
    asked.remove().complete(List.of(old, key("b")));
    assertThat(ring.holds(old.print())).isTrue();
    var _ = ring.refresh();
    asked.remove().complete(List.of(key("b"), key("c")));
    assertThat(ring.holds(old.print())).isFalse();
    assertThat(ids("a")).isZero();
    assertThat(ids("c")).isOne();
    assertThat(changes).hasValue(1);
  }

  private int ids(String id) {
    return ring.candidates(id, JWSAlgorithm.HS256).size();
  }

  private static JwtKey key(String id) {
    byte[] secret = id.repeat(32).getBytes(UTF_8);
    return JwtKey.of(new OctetSequenceKey.Builder(secret).keyID(id).build(), null);
  }
}
