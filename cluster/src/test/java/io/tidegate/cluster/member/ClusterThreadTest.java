package io.tidegate.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterThreadTest {
  private final ClusterThread thread = new ClusterThread("test");

  @AfterEach
  void tearDown() {
    thread.close();
  }

  /// Who waits for a look must not take one that failed for one that found nothing.
  @Test
  void whoWaitsHearsThatItFailed() {
    var failed =
        thread.submit(() -> {
          throw new HazelcastException("partitions move");
        });
    var gone =
        thread.submit(() -> {
          throw new HazelcastInstanceNotActiveException();
        });

    assertThatThrownBy(() -> failed.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(HazelcastException.class);
    assertThatThrownBy(() -> gone.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(HazelcastInstanceNotActiveException.class);
  }

  @Test
  void whatFailsEndsNothing() throws Exception {
    thread.later(() -> {
      throw new IllegalStateException("a bug");
    });
    CompletableFuture<String> next = new CompletableFuture<>();
    thread.later(() -> next.complete("ran"));
    assertThat(next.get(10, TimeUnit.SECONDS)).isEqualTo("ran");
  }
}
