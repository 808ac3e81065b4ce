package io.tidegate.gateway.storage;

import io.tidegate.media.Nullable;
import java.util.Map;

/// What is remembered of an upload in parts, over restarts. Called on the upload's thread; what is
/// noted is on the disk when the call returns.
public interface TransferMemory {
  /// What has been noted.
  ///
  /// @param session the server's name for the upload; empty when it was about to be given one, null
  ///   before
  /// @param partBytes size of all parts but the last
  /// @param parts entity tags by number, from 1
  record Known(@Nullable String session, long partBytes, Map<Integer, String> parts) {
    /// Nothing has been sent.
    public static final Known NOTHING = new Known(null, 0, Map.of());

    public Known {
      parts = Map.copyOf(parts);
    }
  }

  Known known();

  /// A session is about to begin (empty), or has begun; parts of another one are forgotten.
  void session(String session, long partBytes) throws StorageException;

  /// A part is there.
  void part(int number, String tag) throws StorageException;

  /// There is no session any more.
  void forget() throws StorageException;

  /// So many bytes more have gone out; for whoever watches.
  void sent(long bytes);
}
