package io.tidegate.gateway.storage;

import io.tidegate.gateway.store.UploadStore;
import io.tidegate.media.Nullable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// What the disk remembers of one upload. Confined to the upload's thread.
final class StoredMemory implements TransferMemory {
  private final UploadStore store;
  private final long number;
  private final UploadTally tally;
  private Known known;

  StoredMemory(UploadStore store, QueuedUpload queued, UploadTally tally) {
    this.store = store;
    this.number = queued.number();
    this.tally = tally;
    this.known = queued.known();
  }

  @Override
  public Known known() {
    return known;
  }

  @Override
  public void session(String session, long partBytes) throws StorageException {
    written(store.session(number, session, partBytes));
    refresh();
  }

  @Override
  public void part(int part, String tag) throws StorageException {
    written(store.part(number, part, tag));
    refresh();
  }

  @Override
  public void forget() throws StorageException {
    written(store.session(number, null, 0));
    refresh();
  }

  private void refresh() throws StorageException {
    known = written(store.known(number));
  }

  @Override
  public void sent(long bytes) {
    tally.sentBytes.add(bytes);
  }

  /// Waits for the disk.
  static <T> T written(CompletableFuture<T> answer) throws StorageException {
    try {
      return answer.get();
    } catch (ExecutionException failure) {
      Throwable cause = failure.getCause();
      throw new StorageException(StorageException.Kind.FAILED, words(cause), failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StorageException(StorageException.Kind.FAILED, "the server is stopping", stopped);
    }
  }

  private static String words(@Nullable Throwable cause) {
    return cause == null ? "the queue cannot be written" : String.valueOf(cause.getMessage());
  }
}
