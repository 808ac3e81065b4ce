package io.tidegate.gateway.storage;

import io.tidegate.gateway.alarm.AlarmKind;
import io.tidegate.gateway.alarm.Finding;
import io.tidegate.gateway.store.UploadStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Storage profiles that fail, fall behind, or have refused something since the look before.
/// Confined to one thread.
public final class StorageFindings implements Supplier<List<Finding>> {
  /// Segments are made every few seconds and go in less.
  static final Duration LATE = Duration.ofMinutes(15);

  /// What remains is for somebody to come.
  private static final long CROWDED = UploadStore.MAX_WAITING * 4L / 5;

  private final StorageBook book;
  private final Clock clock;
  private Map<String, Long> before = Map.of();

  public StorageFindings(StorageBook book, Clock clock) {
    this.book = book;
    this.clock = clock;
  }

  @Override
  public List<Finding> get() {
    List<Finding> findings = new ArrayList<>();
    Map<String, Long> now = new HashMap<>();
    for (StorageBook.View view : book.views()) {
      String subject = "storage " + view.spec().name();
      UploadsView uploads = view.uploads();
      if (uploads == null) {
        String problem = String.valueOf(view.problem());
        findings.add(new Finding(AlarmKind.STORAGE_FAILING, subject, problem));
      } else {
        look(subject, uploads, findings);
        long worst = uploads.counts().refused() + uploads.counts().lost();
        now.put(subject, worst);
        if (worst > before.getOrDefault(subject, 0L)) {
          findings.add(new Finding(AlarmKind.STORAGE_REFUSED, subject, refusals(uploads)));
        }
      }
    }
    for (String missing : book.storage().missing()) {
      String words = "files wait for it, and there is no profile of that name";
      findings.add(new Finding(AlarmKind.STORAGE_FAILING, "storage " + missing, words));
    }
    before = now;
    return findings;
  }

  private void look(String subject, UploadsView uploads, List<Finding> findings) {
    UploadsView.Problem problem = uploads.problem();
    if (problem != null && uploads.failingSince() != null) {
      findings.add(new Finding(AlarmKind.STORAGE_FAILING, subject, problem.message()));
    }
    Instant oldest = uploads.oldest();
    Duration age = oldest == null ? Duration.ZERO : Duration.between(oldest, clock.instant());
    if (age.compareTo(LATE) > 0 || uploads.waiting() > CROWDED) {
      String words =
          "%d files with %d MB wait, the oldest for %d minutes"
              .formatted(uploads.waiting(), uploads.waitingBytes() >> 20, age.toMinutes());
      findings.add(new Finding(AlarmKind.STORAGE_BEHIND, subject, words));
    }
  }

  private static String refusals(UploadsView uploads) {
    return "%d files refused by the full queue and %d gone before they were stored, since the start"
        .formatted(uploads.counts().refused(), uploads.counts().lost());
  }
}
