package io.tidegate.gateway.store;

import io.tidegate.gateway.storage.QueuedUpload;
import io.tidegate.gateway.storage.TransferMemory;
import io.tidegate.gateway.storage.Upload;
import io.tidegate.media.Nullable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// What waits for storage profiles: `uploads.db`. Any thread; the file is touched by one thread of
/// its own, each commit goes down to the disk. Nothing is ever dropped: what finds no room is
/// refused.
public final class UploadStore implements AutoCloseable {
  /// Of one profile: a week of segments of a hundred seconds, a few MB.
  public static final int MAX_WAITING = 10_000;

  /// Notes of parts, questions of lanes, calls of the API.
  private static final int MAX_TASKS = 5_000;

  private final StoreThread thread;
  private final Database database;
  private final UploadRows rows;
  private final Clock clock;
  private final int mostWaiting;

  private UploadStore(Database database, Clock clock, int mostWaiting) {
    this.database = database;
    this.rows = new UploadRows(database);
    this.clock = clock;
    this.mostWaiting = mostWaiting;
    this.thread = new StoreThread("upload-store", "uploads", database, MAX_TASKS);
  }

  public static UploadStore open(Path file, Clock clock) throws StoreException {
    return open(file, clock, MAX_WAITING);
  }

  /// @param mostWaiting of one profile
  public static UploadStore open(Path file, Clock clock, int mostWaiting) throws StoreException {
    return new UploadStore(Database.open(file, Schema.UPLOADS), clock, mostWaiting);
  }

  /// What waits for one profile.
  ///
  /// @param oldest when the first of it was queued, null for nothing
  public record Depth(long waiting, long bytes, @Nullable Instant oldest) {
    public static final Depth NONE = new Depth(0, 0, null);
  }

  /// Why the last change could not be stored; null when it could.
  public @Nullable String problem() {
    return thread.problem();
  }

  /// Complete with its number when it is on the disk; with a [StoreException] of kind `BUSY` when
  /// too many wait.
  public CompletableFuture<Long> add(Upload upload, long bytes) {
    return thread.run(() -> {
      long waiting = rows.depth(upload.profile()).waiting();
      if (waiting >= mostWaiting) {
        throw new StoreException(
            StoreException.Kind.BUSY,
            waiting + " uploads wait for the storage profile " + upload.profile());
      }
      return rows.insert(upload, bytes, clock.instant());
    });
  }

  /// The oldest that may be tried now.
  ///
  /// @param busy numbers of those that are on their way
  public CompletableFuture<Optional<QueuedUpload>> first(String profile, Collection<Long> busy) {
    List<Long> others = List.copyOf(busy);
    return thread.run(() -> rows.first(profile, others, clock.instant()));
  }

  /// When the first may be tried, which may be past by now; empty for none.
  public CompletableFuture<Optional<Instant>> next(String profile, Collection<Long> busy) {
    List<Long> others = List.copyOf(busy);
    return thread.run(() -> rows.next(profile, others));
  }

  /// Oldest first.
  ///
  /// @param after only numbers above
  public CompletableFuture<List<QueuedUpload>> list(String profile, long after, int limit) {
    return thread.run(() -> rows.list(profile, after, limit));
  }

  /// By profile.
  public CompletableFuture<Map<String, Depth>> depths() {
    return thread.run(rows::depths);
  }

  /// It failed and waits until `next`.
  public CompletableFuture<Boolean> failed(long number, Instant next, String problem) {
    return thread.run(() -> rows.failed(number, next, problem));
  }

  /// It is over, in whatever way.
  public CompletableFuture<Boolean> remove(long number) {
    return thread.run(() -> rows.remove(number));
  }

  /// What is remembered of an upload in parts.
  public CompletableFuture<TransferMemory.Known> known(long number) {
    return thread.run(() -> rows.known(number));
  }

  /// Parts of another session are forgotten; null for none any more.
  public CompletableFuture<Boolean> session(long number, @Nullable String session, long partBytes) {
    return thread.run(() -> whole(() -> rows.session(number, session, partBytes)));
  }

  public CompletableFuture<Boolean> part(long number, int part, String tag) {
    return thread.run(() -> rows.part(number, part, tag));
  }

  private boolean whole(Database.Work<Boolean> work) throws SQLException, StoreException {
    return database.transaction(work);
  }

  @Override
  public void close() {
    thread.close();
  }
}
