package io.tidegate.gateway.feature;

import io.tidegate.gateway.feature.FeatureTable.Path;
import io.tidegate.gateway.store.SettingsVersion;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches what HTTP answers while a switch is staged, and takes the youngest stage back when that
/// goes wrong ([StageRule]). Confined to one thread.
///
/// Answers count from the second after the last change on. After one stage was taken back the next
/// one has its chance.
public final class StageGuard {
  private static final Logger log = LoggerFactory.getLogger(StageGuard.class);

  private final AnswerWindow answers;
  private final FeatureBook book;
  private final Deque<Path> stages = new ArrayDeque<>();
  private FeatureTable seen = FeatureTable.ON;
  private long sinceNanos;

  public StageGuard(AnswerWindow answers, FeatureBook book) {
    this.answers = answers;
    this.book = book;
  }

  /// Once a second.
  public void look(long nowNanos) {
    FeatureTable table = book.features().table();
    if (!table.equals(seen)) {
      follow(table);
      sinceNanos = nowNanos;
    }
    Path youngest = stages.peekLast();
    if (youngest != null) {
      StageRule.wrong(answers.counts(sinceNanos, nowNanos))
          .ifPresent(why -> {
            sinceNanos = nowNanos;
            stages.removeLast();
            log.warn("the stage of {} is taken back: {}", youngest, why);
            CompletableFuture<SettingsVersion> _ =
                book.rollBack(youngest, why)
                    .whenComplete((_, failure) -> {
                      if (failure != null) {
                        log.error("the stage of {} stays: it cannot be stored", youngest, failure);
                      }
                    });
          });
    }
  }

  /// Those that are new, or stand at another percentage, are the youngest.
  private void follow(FeatureTable table) {
    stages.removeIf(path -> !table.staged().contains(path) || isOther(path, table));
    for (Path path : table.staged()) {
      if (!stages.contains(path)) {
        stages.addLast(path);
      }
    }
    seen = table;
  }

  private boolean isOther(Path path, FeatureTable table) {
    return !table
        .values()
        .getOrDefault(path.toString(), -1)
        .equals(seen.values().get(path.toString()));
  }
}
